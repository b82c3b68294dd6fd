/** From reports to medians, ratios and verdicts against the bars. Pure. */
@NullMarked
package dev.quarterdeck.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
