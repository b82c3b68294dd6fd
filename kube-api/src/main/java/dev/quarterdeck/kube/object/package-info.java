/** An object of any kind as a tree, and as the bytes that are stored, streamed and sent. */
@NullMarked
package dev.quarterdeck.kube.object;

import org.jspecify.annotations.NullMarked;
