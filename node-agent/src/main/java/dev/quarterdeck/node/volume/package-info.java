/**
 * Volumes: what files a pod is to see and where they come from. Reads config maps, secrets, tokens and the pod itself; writes below the pod's directory.
 */
@NullMarked
package dev.quarterdeck.node.volume;

import org.jspecify.annotations.NullMarked;
