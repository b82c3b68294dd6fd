/** Requests that nobody should send, by seed: whatever comes, the server answers with a Status and is as it was. */
@NullMarked
package dev.quarterdeck.launcher.fuzz;

import org.jspecify.annotations.NullMarked;
