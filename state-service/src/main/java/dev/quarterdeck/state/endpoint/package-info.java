/** The doors of state-service: StateClient as plain calls, and the same over HTTP/2 for components with a certificate. Reads and writes through its neighbours. */
@NullMarked
package dev.quarterdeck.state.endpoint;

import org.jspecify.annotations.NullMarked;
