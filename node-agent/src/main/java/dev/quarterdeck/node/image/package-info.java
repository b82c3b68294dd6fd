/**
 * Images: making them from files, importing archives, pulling by policy with backoff. Reads registries through the runtime; writes the runtime's
 * image store.
 */
@NullMarked
package dev.quarterdeck.node.image;

import org.jspecify.annotations.NullMarked;
