/** How the cluster's JVM is run: its flags, its class path, and the archive that it starts from. Reads what was built; starts nothing. */
@NullMarked
package dev.quarterdeck.launcher.jvm;

import org.jspecify.annotations.NullMarked;
