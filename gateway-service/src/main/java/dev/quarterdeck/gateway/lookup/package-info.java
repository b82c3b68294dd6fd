/** Single objects out of the caches, at least as new as the question. Reads caches and the store's newest revision; writes nothing. */
@NullMarked
package dev.quarterdeck.gateway.lookup;

import org.jspecify.annotations.NullMarked;
