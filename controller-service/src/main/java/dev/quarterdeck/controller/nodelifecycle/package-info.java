/**
 * Nodes that no longer answer: conditions and taints. Reads Nodes, Leases and Pods; writes status and taints of Nodes, and the readiness of their Pods.
 */
@NullMarked
package dev.quarterdeck.controller.nodelifecycle;

import org.jspecify.annotations.NullMarked;
