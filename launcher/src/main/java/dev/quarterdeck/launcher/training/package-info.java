/** The run that the start archive is made of: a simulated cluster of its own in a temporary directory, worked hard for some seconds. Touches nothing of the user's. */
@NullMarked
package dev.quarterdeck.launcher.training;

import org.jspecify.annotations.NullMarked;
