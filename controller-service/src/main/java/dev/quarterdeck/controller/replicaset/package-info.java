/**
 * ReplicaSet: as many pods as wanted. Reads ReplicaSets and Pods; writes Pods and the status of ReplicaSets.
 */
@NullMarked
package dev.quarterdeck.controller.replicaset;

import org.jspecify.annotations.NullMarked;
