/**
 * Fills in what a client left out. Reads and writes object trees of built-in kinds, in place; source: the API reference, and for fields written although
 * empty the JSON form of the reference.
 */
@NullMarked
package dev.quarterdeck.kube.defaulting;

import org.jspecify.annotations.NullMarked;
