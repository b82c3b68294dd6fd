/** One thread, virtual time, seeded chance: simulated processes with simulated threads, a network between them, and the trace of what happened. */
@NullMarked
package dev.quarterdeck.simulation.world;

import org.jspecify.annotations.NullMarked;
