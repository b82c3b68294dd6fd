/**
 * What differs from kind to kind on the write road: which fields are reset, kept or computed. Reads the tree of a request and the stored one; writes
 * only to the tree of the request.
 */
@NullMarked
package dev.quarterdeck.state.kind;

import org.jspecify.annotations.NullMarked;
