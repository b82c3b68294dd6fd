/**
 * A containerd of our own: its files, its process. Reads the host's binaries; writes below the directories of its settings only, never the
 * system's containerd.
 */
@NullMarked
package dev.quarterdeck.node.containerd;

import org.jspecify.annotations.NullMarked;
