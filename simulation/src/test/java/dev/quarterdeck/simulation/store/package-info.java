/** PostgreSQL as the product uses it: sessions, the lock on the counter, the publisher's lock, rows and history; it crashes, refuses, and loses connections. */
@NullMarked
package dev.quarterdeck.simulation.store;

import org.jspecify.annotations.NullMarked;
