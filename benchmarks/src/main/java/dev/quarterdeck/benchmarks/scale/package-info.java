/**
 * Many simulated nodes and pods on one control plane: how long things take, and what all its processes spend on them. Starts servers; reads their API and
 * {@code /proc}.
 */
@NullMarked
package dev.quarterdeck.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
