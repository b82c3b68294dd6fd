/**
 * Container logs in the runtime's format: finding, reading, following, rotating. Reads and moves the files that the runtime writes.
 */
@NullMarked
package dev.quarterdeck.node.log;

import org.jspecify.annotations.NullMarked;
