/**
 * StatefulSet: pods with names and storage of their own, one after the other. Reads StatefulSets, Pods, PersistentVolumeClaims and ControllerRevisions; writes
 * Pods, PersistentVolumeClaims, ControllerRevisions and the status of StatefulSets.
 */
@NullMarked
package dev.quarterdeck.controller.statefulset;

import org.jspecify.annotations.NullMarked;
