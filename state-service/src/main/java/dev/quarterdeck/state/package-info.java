/** The wiring of state-service: what is made, in which order, from which settings. */
@NullMarked
package dev.quarterdeck.state;

import org.jspecify.annotations.NullMarked;
