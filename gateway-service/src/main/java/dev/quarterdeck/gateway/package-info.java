/** The gateway as a whole: its settings and its wiring. What every request passes is in {@code dispatch}; who answers it is in the packages beside it. */
@NullMarked
package dev.quarterdeck.gateway;

import org.jspecify.annotations.NullMarked;
