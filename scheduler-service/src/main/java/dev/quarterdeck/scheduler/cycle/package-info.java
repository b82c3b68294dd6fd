/** One pod against one snapshot: filters, scores, the choice, or the message that says why there is none. Pure. */
@NullMarked
package dev.quarterdeck.scheduler.cycle;

import org.jspecify.annotations.NullMarked;
