/**
 * PostgreSQL as a child process and Kafka in this JVM, on loopback, for the launcher and for tests. Knows nothing of what is stored in them; writes only
 * below the directories it is given.
 */
@NullMarked
package dev.quarterdeck.embedded;

import org.jspecify.annotations.NullMarked;
