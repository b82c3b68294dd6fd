/** Which replica publishes, and what it reads: leadership by advisory lock, the change log from history. Writes topics through watch-stream. */
@NullMarked
package dev.quarterdeck.state.publish;

import org.jspecify.annotations.NullMarked;
