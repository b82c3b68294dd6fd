/**
 * Addresses for pods: a range of its own, of each family, for each node. Reads and writes Nodes.
 */
@NullMarked
package dev.quarterdeck.controller.nodeipam;

import org.jspecify.annotations.NullMarked;
