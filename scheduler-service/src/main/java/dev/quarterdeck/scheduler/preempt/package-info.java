/** Which pods must go so that a more important one gets a node. Reads a snapshot; writes nothing: what it decides is carried out by {@code bind}. */
@NullMarked
package dev.quarterdeck.scheduler.preempt;

import org.jspecify.annotations.NullMarked;
