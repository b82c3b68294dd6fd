/** WATCH: current state, history, the window, then what comes, each change once and in order. Reads caches and state-service; writes nothing. */
@NullMarked
package dev.quarterdeck.gateway.watch;

import org.jspecify.annotations.NullMarked;
