/** From topics to caches: one consumer thread for all caches of a process. Reads topics and snapshots; writes nothing. */
@NullMarked
package dev.quarterdeck.stream.consume;

import org.jspecify.annotations.NullMarked;
