/** Servers as the runner sees them: started empty, metered by pid, stopped. Peers are scripts from outside; ours runs in both of its ways. */
@NullMarked
package dev.quarterdeck.benchmarks.server;

import org.jspecify.annotations.NullMarked;
