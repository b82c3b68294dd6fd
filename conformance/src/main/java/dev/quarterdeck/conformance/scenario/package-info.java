/**
 * Plays the same scenarios on two control planes with simulated nodes and compares in what they end: objects, conditions, events. Reads scenarios and templates
 * (resources {@code scenarios/}) and a recording of the reference's ends; writes to the cluster that it is shown, each scenario in a namespace of its own.
 */
@NullMarked
package dev.quarterdeck.conformance.scenario;

import org.jspecify.annotations.NullMarked;
