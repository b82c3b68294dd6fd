/** From the log of committed changes to topics: one publisher at a time, at least once, in order per topic. Reads the log through a port; writes topics. */
@NullMarked
package dev.quarterdeck.stream.publish;

import org.jspecify.annotations.NullMarked;
