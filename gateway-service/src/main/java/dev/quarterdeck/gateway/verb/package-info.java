/** The writing verbs: bodies and options are read and checked here, state-service decides. Reads request bodies; writes through the state client. */
@NullMarked
package dev.quarterdeck.gateway.verb;

import org.jspecify.annotations.NullMarked;
