/** Pods that wait: ready to be tried, backing off, or until something happens that may help them. */
@NullMarked
package dev.quarterdeck.scheduler.queue;

import org.jspecify.annotations.NullMarked;
