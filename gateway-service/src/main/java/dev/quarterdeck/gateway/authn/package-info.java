/** Who is asking: client certificates, service-account tokens, anonymous. Reads keys and caches; writes nothing. */
@NullMarked
package dev.quarterdeck.gateway.authn;

import org.jspecify.annotations.NullMarked;
