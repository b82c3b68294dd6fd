/** Keeps promises to clients true while everything below them is killed, stopped, cut off, filled up and set back. */
@NullMarked
package dev.quarterdeck.chaos;

import org.jspecify.annotations.NullMarked;
