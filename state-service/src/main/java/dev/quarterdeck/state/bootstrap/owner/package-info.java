/** Who owns the fields of what a cluster has from its first start on: the managers that the reference names. Pure. */
@NullMarked
package dev.quarterdeck.state.bootstrap.owner;

import org.jspecify.annotations.NullMarked;
