/** Servers measured in turns: each round starts every server anew, with an empty store. Writes the load generator's files and returns what they say. */
@NullMarked
package dev.quarterdeck.benchmarks.rounds;

import org.jspecify.annotations.NullMarked;
