/**
 * What the rules say of all nodes, kept per class of pods and brought up to date by what changed since: verdicts and scores by node, pods by domain of a topology.
 * Reads snapshots; used by the one thread that decides.
 */
@NullMarked
package dev.quarterdeck.scheduler.column;

import org.jspecify.annotations.NullMarked;
