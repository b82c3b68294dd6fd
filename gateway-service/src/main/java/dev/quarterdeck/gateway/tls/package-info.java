/** The listening side: certificates, handshakes, addresses. Reads PEM files; writes nothing. */
@NullMarked
package dev.quarterdeck.gateway.tls;

import org.jspecify.annotations.NullMarked;
