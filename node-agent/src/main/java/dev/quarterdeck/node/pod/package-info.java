/**
 * The life of a pod on this node: one state machine, one worker per pod. Reads the pods bound to the node; writes the runtime, the host, and the
 * pods' status.
 */
@NullMarked
package dev.quarterdeck.node.pod;

import org.jspecify.annotations.NullMarked;
