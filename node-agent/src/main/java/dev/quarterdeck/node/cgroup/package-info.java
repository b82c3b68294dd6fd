/**
 * Resource limits of whole pods. Reads a pod's resources; writes the pod's own control group, version 1 or 2.
 */
@NullMarked
package dev.quarterdeck.node.cgroup;

import org.jspecify.annotations.NullMarked;
