package dev.quarterdeck.gateway.authn;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.ApiException.Details;
import dev.quarterdeck.kube.status.StatusReason;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** A client certificate first, then a token; nobody where neither was given. A token that is not good is 401, never anonymous. */
public final class GatewayAuthenticator implements Authenticator {
    private static final int REMEMBERED = 4096;

    private final TokenAuthenticator tokens;
    private final RecentCache<X509Certificate, Optional<User>> certificateUsers = new RecentCache<>(REMEMBERED);

    private final InstantSource clock;

    public GatewayAuthenticator(TokenAuthenticator tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public Mono<User> authenticate(List<X509Certificate> certificates, String bearerToken) {
        if (!certificates.isEmpty()) {
            X509Certificate certificate = certificates.getFirst();
            if (isOutOfTime(certificate)) {
                return Mono.error(unauthorized());
            }
            Optional<User> user = userOf(certificate);
            if (user.isPresent()) {
                return Mono.just(user.get());
            }
        }
        if (bearerToken.isEmpty()) {
            return Mono.just(User.ANONYMOUS);
        }
        return tokens.authenticate(bearerToken).switchIfEmpty(Mono.error(GatewayAuthenticator::unauthorized));
    }

    /** TLS looked once, when the connection was made; connections live for days. */
    private boolean isOutOfTime(X509Certificate certificate) {
        long now = clock.millis();
        return now > certificate.getNotAfter().getTime()
                || now < certificate.getNotBefore().getTime();
    }

    private Optional<User> userOf(X509Certificate certificate) {
        Optional<User> known = certificateUsers.get(certificate);
        if (known == null) {
            known = CertificateIdentity.of(certificate);
            certificateUsers.put(certificate, known);
        }
        return known;
    }

    static ApiException unauthorized() {
        return new ApiException(StatusReason.UNAUTHORIZED, "Unauthorized", Details.NONE);
    }
}
