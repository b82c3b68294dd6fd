/** Markdown tables and SVG charts of what was measured. Writes the files it is told to. */
@NullMarked
package dev.quarterdeck.benchmarks.report;

import org.jspecify.annotations.NullMarked;
