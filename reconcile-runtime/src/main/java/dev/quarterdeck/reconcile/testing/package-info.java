/**
 * Stand-ins for tests: virtual time, informers fed by hand, an API server in memory. Reads and writes nothing outside the JVM.
 */
@NullMarked
package dev.quarterdeck.reconcile.testing;

import org.jspecify.annotations.NullMarked;
