/**
 * Nodes that only say they run pods: the same agent, over a runtime and a host that are maps in memory. For clusters of thousands of nodes in one process,
 * and for machines that cannot run containers. Reads and writes memory only.
 */
@NullMarked
package dev.quarterdeck.node.simulated;

import org.jspecify.annotations.NullMarked;
