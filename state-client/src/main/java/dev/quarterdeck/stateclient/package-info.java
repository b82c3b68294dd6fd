/** The port to state-service: one request type per write verb, and the reads that caches cannot answer. */
@NullMarked
package dev.quarterdeck.stateclient;

import org.jspecify.annotations.NullMarked;
