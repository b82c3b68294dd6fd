/**
 * Rules of the apiextensions group. Reads the tree of a request and the stored one; writes only to the tree of the request.
 */
@NullMarked
package dev.quarterdeck.state.kind.apiextensions;

import org.jspecify.annotations.NullMarked;
