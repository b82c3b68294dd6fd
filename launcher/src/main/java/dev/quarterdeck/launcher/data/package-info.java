/** Where a cluster lives on disk: its directory, its settings, and who runs it. Reads and writes only below that directory. */
@NullMarked
package dev.quarterdeck.launcher.data;

import org.jspecify.annotations.NullMarked;
