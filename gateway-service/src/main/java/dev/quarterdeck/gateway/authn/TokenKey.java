package dev.quarterdeck.gateway.authn;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/**
 * A key that verifies tokens. One algorithm per key, so that a token can't choose another.
 *
 * @param id SHA-256 of the key, as the reference names its keys
 */
public record TokenKey(String id, JWSAlgorithm algorithm, PublicKey key, JWSVerifier verifier) {

    /** RSA keys sign RS256, EC keys ES256, ES384 or ES512 by their curve. */
    public static TokenKey of(PublicKey key) {
        try {
            return switch (key) {
                case RSAPublicKey rsa -> new TokenKey(idOf(key), JWSAlgorithm.RS256, key, new RSASSAVerifier(rsa));
                case ECPublicKey ec -> new TokenKey(idOf(key), algorithmOf(ec), key, new ECDSAVerifier(ec));
                default -> throw new IllegalArgumentException("not an RSA or EC key: " + key.getAlgorithm());
            };
        } catch (JOSEException e) {
            throw new IllegalArgumentException("key cannot verify tokens: " + e.getMessage(), e);
        }
    }

    private static JWSAlgorithm algorithmOf(ECPublicKey key) {
        return switch (key.getParams().getCurve().getField().getFieldSize()) {
            case 256 -> JWSAlgorithm.ES256;
            case 384 -> JWSAlgorithm.ES384;
            default -> JWSAlgorithm.ES512;
        };
    }

    private static String idOf(PublicKey key) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
