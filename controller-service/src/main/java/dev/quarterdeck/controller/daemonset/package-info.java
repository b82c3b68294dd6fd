/**
 * DaemonSet: one pod on every node that fits. Reads DaemonSets, Nodes, Pods and ControllerRevisions; writes Pods, ControllerRevisions and the status of DaemonSets.
 */
@NullMarked
package dev.quarterdeck.controller.daemonset;

import org.jspecify.annotations.NullMarked;
