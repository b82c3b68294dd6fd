/** Waiting in tests: for a condition, never for an amount of time. */
@NullMarked
package dev.quarterdeck.testkit.await;

import org.jspecify.annotations.NullMarked;
