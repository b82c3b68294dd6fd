/**
 * Pods that nobody looks after any more: of nodes that are gone, never started, or ended long ago. Reads Pods and Nodes; deletes Pods.
 */
@NullMarked
package dev.quarterdeck.controller.podgc;

import org.jspecify.annotations.NullMarked;
