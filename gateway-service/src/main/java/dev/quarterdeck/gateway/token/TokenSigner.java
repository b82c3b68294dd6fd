package dev.quarterdeck.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import dev.quarterdeck.gateway.authn.ServiceAccountKeys.Signing;
import dev.quarterdeck.gateway.authn.TokenClaims;
import dev.quarterdeck.kube.object.Json;
import java.security.interfaces.ECPrivateKey;

/** Makes tokens out of claims. Thread-safe; an RSA signature takes about a millisecond. */
public final class TokenSigner {
    private final Signing key;
    private final JWSSigner signer;

    public TokenSigner(Signing key) {
        this.key = key;
        try {
            this.signer = key.privateKey() instanceof ECPrivateKey ec
                    ? new ECDSASigner(ec)
                    : new RSASSASigner(key.privateKey());
        } catch (JOSEException e) {
            throw new IllegalArgumentException("key cannot sign tokens: " + e.getMessage(), e);
        }
    }

    public String sign(TokenClaims claims) {
        JWSHeader header = new JWSHeader.Builder(key.key().algorithm())
                .keyID(key.key().id())
                .build();
        JWSObject token = new JWSObject(header, new Payload(Json.write(claims.write(Json.object()))));
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("a token could not be signed", e);
        }
        return token.serialize();
    }
}
