/** GET and LIST from the replicated caches, as fresh as the client asks for, and from history where it asks for an old revision. Reads caches and state-service; writes nothing. */
@NullMarked
package dev.quarterdeck.gateway.read;

import org.jspecify.annotations.NullMarked;
