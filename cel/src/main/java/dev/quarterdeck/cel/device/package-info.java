/**
 * Expressions that select devices, in device classes and in claims (KEP-4381): what they may speak of, and the rules of the kinds that hold them. Reads
 * objects that are written; writes nothing.
 */
@NullMarked
package dev.quarterdeck.cel.device;

import org.jspecify.annotations.NullMarked;
