/** What must hold: the model of what was committed, and the named invariants that are checked against it. */
@NullMarked
package dev.quarterdeck.simulation.invariant;

import org.jspecify.annotations.NullMarked;
