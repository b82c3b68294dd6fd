/**
 * The three kinds of patches that clients send: JSON Patch, JSON Merge Patch and strategic merge patch. Reads a patch and an object, returns a new object;
 * writes nothing. Server-side apply will stand beside them.
 */
@NullMarked
package dev.quarterdeck.kube.patch;

import org.jspecify.annotations.NullMarked;
