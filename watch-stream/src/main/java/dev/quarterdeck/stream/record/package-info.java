/** One change of one object, as it is committed, published and cached. */
@NullMarked
package dev.quarterdeck.stream.record;

import org.jspecify.annotations.NullMarked;
