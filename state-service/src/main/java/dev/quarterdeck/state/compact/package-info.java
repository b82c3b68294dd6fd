/** Makes partitions of history ahead of need and drops those past the retention, keeping what is needed to tell the state at every later revision. */
@NullMarked
package dev.quarterdeck.state.compact;

import org.jspecify.annotations.NullMarked;
