/** What is measured: loads with their sizes, read from YAML. */
@NullMarked
package dev.quarterdeck.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
