package dev.quarterdeck.gateway.authn;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import dev.quarterdeck.kube.object.Json;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** Checks signature, issuer and times of a token; what it stands for is checked by {@link BoundObjects}. Thread-safe; costs one signature check. */
public final class TokenVerifier {
    private static final int MAX_LENGTH = 32 * 1024;
    private static final long LEEWAY_SECONDS = 60;

    private final String issuer;
    private final List<TokenKey> keys;

    /** @param keys several while keys are rotated: a token names its key, else each is tried */
    public TokenVerifier(String issuer, List<TokenKey> keys) {
        this.issuer = issuer;
        this.keys = List.copyOf(keys);
    }

    /** Empty where the token is not one of ours, or not good. */
    Optional<TokenClaims> verify(String token, Instant now) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            JWSObject jws = JWSObject.parse(token);
            if (!isSigned(jws)) {
                return Optional.empty();
            }
            TokenClaims claims = TokenClaims.read(Json.read(jws.getPayload().toBytes()));
            boolean ours = claims.isLegacy() || claims.issuer().equals(issuer);
            return ours && isInTime(claims, now) ? Optional.of(claims) : Optional.empty();
        } catch (ParseException | JOSEException | JacksonException | IllegalArgumentException e) {
            // Whatever it is, it is no token of ours; why is of no use to who sent it.
            return Optional.empty();
        }
    }

    private boolean isSigned(JWSObject jws) throws JOSEException {
        String id = jws.getHeader().getKeyID();
        List<TokenKey> named = keys.stream().filter(k -> k.id().equals(id)).toList();
        for (TokenKey key : named.isEmpty() ? keys : named) {
            if (key.algorithm().equals(jws.getHeader().getAlgorithm()) && jws.verify(key.verifier())) {
                return true;
            }
        }
        return false;
    }

    static boolean isInTime(TokenClaims claims, Instant now) {
        long seconds = now.getEpochSecond();
        return (claims.isLegacy() || seconds <= claims.expires() + LEEWAY_SECONDS)
                && seconds + LEEWAY_SECONDS >= claims.notBefore()
                && seconds + LEEWAY_SECONDS >= claims.issuedAt();
    }
}
