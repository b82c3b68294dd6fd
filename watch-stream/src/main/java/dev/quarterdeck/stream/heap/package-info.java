/** The heap of a process that holds much and changes it all the time, as caches do: kept near what is live in it. Reads and asks the JVM; writes nothing. */
@NullMarked
package dev.quarterdeck.stream.heap;

import org.jspecify.annotations.NullMarked;
