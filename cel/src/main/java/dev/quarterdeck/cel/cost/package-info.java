/**
 * What expressions cost: estimated from the types they look at before they are accepted, and counted while they run. The units are the reference's (one is
 * about 50 ns there), so that what it accepts is accepted and what it refuses is refused.
 */
@NullMarked
package dev.quarterdeck.cel.cost;

import org.jspecify.annotations.NullMarked;
