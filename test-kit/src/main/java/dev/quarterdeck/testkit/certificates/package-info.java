/** Certificates for tests of TLS: an authority of the test's own, and what it signs. Writes PEM files where it is told. */
@NullMarked
package dev.quarterdeck.testkit.certificates;

import org.jspecify.annotations.NullMarked;
