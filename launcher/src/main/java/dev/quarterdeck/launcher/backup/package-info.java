/**
 * Backups of a cluster's directory: a copy of the running store that its archived log completes, and the way back to a moment. Reads the data directory and
 * its PostgreSQL; writes repositories of backups, and in a restore the data directory.
 */
@NullMarked
package dev.quarterdeck.launcher.backup;

import org.jspecify.annotations.NullMarked;
