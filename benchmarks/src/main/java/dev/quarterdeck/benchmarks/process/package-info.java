/** Programs with a time limit, and what must end when the runner ends. */
@NullMarked
package dev.quarterdeck.benchmarks.process;

import org.jspecify.annotations.NullMarked;
