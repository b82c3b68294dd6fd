/**
 * The port to what runs containers, and what is seen through it. Reads sandboxes, containers and images; writes them. {@code CriPodRuntime} speaks to
 * containerd, the simulated one lives in {@code simulated}.
 */
@NullMarked
package dev.quarterdeck.node.runtime;

import org.jspecify.annotations.NullMarked;
