/**
 * Which key is worked on when: dedup, one worker per key, retries that slow down, delays. Reads the time; writes workqueue metrics. Knows no kind.
 */
@NullMarked
package dev.quarterdeck.reconcile.queue;

import org.jspecify.annotations.NullMarked;
