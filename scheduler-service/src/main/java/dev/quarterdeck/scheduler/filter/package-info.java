/** Which nodes can take a pod: one class per rule; each no says why, and which changes may help. */
@NullMarked
package dev.quarterdeck.scheduler.filter;

import org.jspecify.annotations.NullMarked;
