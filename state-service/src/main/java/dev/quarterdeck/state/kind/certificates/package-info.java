/**
 * Rules of the certificates group. Reads the tree of a request and the stored one; writes only to the tree of the request.
 */
@NullMarked
package dev.quarterdeck.state.kind.certificates;

import org.jspecify.annotations.NullMarked;
