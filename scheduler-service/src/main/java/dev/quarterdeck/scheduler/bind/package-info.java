/** Carries decisions out: binds, events, pod conditions. Writes through the gateway. */
@NullMarked
package dev.quarterdeck.scheduler.bind;

import org.jspecify.annotations.NullMarked;
