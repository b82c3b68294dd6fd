/**
 * Revisions of DaemonSets and StatefulSets as ControllerRevisions, for rollout history and undo. Reads and writes ControllerRevisions.
 */
@NullMarked
package dev.quarterdeck.controller.history;

import org.jspecify.annotations.NullMarked;
