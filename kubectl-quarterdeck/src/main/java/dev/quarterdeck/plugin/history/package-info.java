/** The revisions of one object as the gateway tells them under {@code /history/}: read, chosen from, and shown. */
@NullMarked
package dev.quarterdeck.plugin.history;

import org.jspecify.annotations.NullMarked;
