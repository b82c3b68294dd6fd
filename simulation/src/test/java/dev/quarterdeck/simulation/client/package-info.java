/** Clients: they write, read, list and watch at random, and hold every answer against the model. */
@NullMarked
package dev.quarterdeck.simulation.client;

import org.jspecify.annotations.NullMarked;
