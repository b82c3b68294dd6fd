/** Reads that caches can't answer: freshness, snapshots, and states and changes of the past. Reads objects and history; writes nothing. */
@NullMarked
package dev.quarterdeck.state.read;

import org.jspecify.annotations.NullMarked;
