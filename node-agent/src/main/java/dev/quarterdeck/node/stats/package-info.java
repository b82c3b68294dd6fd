/**
 * What pods and the machine use of CPU and memory. Reads control groups and {@code /proc}, or the simulation; gives the summary and the metrics that the node's API
 * serves.
 */
@NullMarked
package dev.quarterdeck.node.stats;

import org.jspecify.annotations.NullMarked;
