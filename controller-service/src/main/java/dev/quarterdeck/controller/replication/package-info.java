/**
 * ReplicationController: as many pods as wanted, decided as for a ReplicaSet. Reads ReplicationControllers and Pods; writes Pods and the status of
 * ReplicationControllers.
 */
@NullMarked
package dev.quarterdeck.controller.replication;

import org.jspecify.annotations.NullMarked;
