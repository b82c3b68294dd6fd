/** The command line: what to measure, how often, and where the report goes. */
@NullMarked
package dev.quarterdeck.benchmarks.cli;

import org.jspecify.annotations.NullMarked;
