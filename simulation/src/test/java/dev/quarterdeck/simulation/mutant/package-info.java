/** Known mistakes, each put around a part of the product or a fake: the simulation must find them. */
@NullMarked
package dev.quarterdeck.simulation.mutant;

import org.jspecify.annotations.NullMarked;
