package dev.quarterdeck.gateway.authn;

import java.security.cert.X509Certificate;
import java.util.List;
import reactor.core.publisher.Mono;

/** Finds out who makes a request. */
public interface Authenticator {

    /**
     * The user; {@link User#ANONYMOUS} where no credentials were given. Fails with ApiException 401 where they were given and are not good. Never blocks.
     *
     * @param certificates the client's chain as TLS verified it, leaf first; empty for none
     * @param bearerToken the token, from the header or the WebSocket subprotocol; empty for none
     */
    Mono<User> authenticate(List<X509Certificate> certificates, String bearerToken);
}
