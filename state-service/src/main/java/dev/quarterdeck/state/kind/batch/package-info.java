/**
 * Rules of the batch group. Reads the tree of a request and the stored one; writes only to the tree of the request.
 */
@NullMarked
package dev.quarterdeck.state.kind.batch;

import org.jspecify.annotations.NullMarked;
