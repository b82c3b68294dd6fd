/** Processes that a test starts, kills and starts again. */
@NullMarked
package dev.quarterdeck.testkit.process;

import org.jspecify.annotations.NullMarked;
