/** The commands of ./quarterdeck, one class each. They read the data directory and talk to the cluster's process. */
@NullMarked
package dev.quarterdeck.launcher.cli;

import org.jspecify.annotations.NullMarked;
