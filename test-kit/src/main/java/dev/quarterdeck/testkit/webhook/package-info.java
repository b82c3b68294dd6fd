/** Webhooks for tests: real HTTPS servers in the test's JVM, on a free port of the loopback. */
@NullMarked
package dev.quarterdeck.testkit.webhook;

import org.jspecify.annotations.NullMarked;
