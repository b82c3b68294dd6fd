/**
 * One class per admission plugin, in the reference's order. Reads other objects through ClusterReader; writes to the request's tree and adds
 * preconditions to its commit.
 */
@NullMarked
package dev.quarterdeck.state.admission;

import org.jspecify.annotations.NullMarked;
