/** Real PostgreSQL and Kafka for tests, started once per JVM on loopback and gone with it. */
@NullMarked
package dev.quarterdeck.testkit.stores;

import org.jspecify.annotations.NullMarked;
