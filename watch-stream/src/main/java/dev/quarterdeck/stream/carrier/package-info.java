/** The threads that carry this process's virtual threads: never all of them waiting. Asks and sets the JVM's scheduler; reads and writes nothing else. */
@NullMarked
package dev.quarterdeck.stream.carrier;

import org.jspecify.annotations.NullMarked;
