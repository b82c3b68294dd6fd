/** A gateway on a real TLS port over fakes. For tests. */
package dev.quarterdeck.gateway.testing;
