/** An in-memory change stream for tests of everything that reads caches: a test puts objects, readers see views and events. Talks to nothing. */
@NullMarked
package dev.quarterdeck.stream.testing;

import org.jspecify.annotations.NullMarked;
