/** Issues service account tokens, and tells others how to verify them. Reads keys and caches; writes nothing: tokens are not stored. */
@NullMarked
package dev.quarterdeck.gateway.token;

import org.jspecify.annotations.NullMarked;
