/** healthz, livez, readyz and version. Reads the named checks; writes nothing. */
@NullMarked
package dev.quarterdeck.gateway.health;

import org.jspecify.annotations.NullMarked;
