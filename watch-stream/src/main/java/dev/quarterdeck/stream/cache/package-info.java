/** The replicated cache of a stored resource: what consumers read and watch. Fed by a snapshot and the topic; never writes. */
@NullMarked
package dev.quarterdeck.stream.cache;

import org.jspecify.annotations.NullMarked;
