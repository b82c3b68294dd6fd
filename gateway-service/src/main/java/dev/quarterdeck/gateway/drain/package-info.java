/** The end of a gateway: readiness goes first, watches end, clients are told to go elsewhere, and what is being answered is answered. */
@NullMarked
package dev.quarterdeck.gateway.drain;

import org.jspecify.annotations.NullMarked;
