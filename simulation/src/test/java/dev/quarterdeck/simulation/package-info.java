/** Runs of the whole store and stream under faults, many seeds of them, and the mutants that they must find. */
@NullMarked
package dev.quarterdeck.simulation;

import org.jspecify.annotations.NullMarked;
