/**
 * Pods leave nodes whose taints they do not tolerate. Reads Nodes and Pods; deletes Pods.
 */
@NullMarked
package dev.quarterdeck.controller.tainteviction;

import org.jspecify.annotations.NullMarked;
