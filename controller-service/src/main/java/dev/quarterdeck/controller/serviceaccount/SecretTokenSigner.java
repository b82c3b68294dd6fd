package dev.quarterdeck.controller.serviceaccount;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.tls.PemFiles;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the tokens that stand in secrets: signed with the key of service account tokens (RSA), without an end, good while account and secret are
 * there. Kubernetes documentation, "Managing Service Accounts".
 */
final class SecretTokenSigner {
    private final PrivateKey key;
    private final String keyId;

    private SecretTokenSigner(PrivateKey key, String keyId) {
        this.key = key;
        this.keyId = keyId;
    }

    /** @throws IllegalArgumentException that names the file where it holds no such key */
    static SecretTokenSigner load(Path file) {
        try {
            PrivateKey key = PemFiles.key(file);
            if (!(key instanceof RSAPrivateCrtKey rsa)) {
                throw new IllegalArgumentException(file + " holds no RSA key");
            }
            PublicKey open = KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
            String id = encoded(MessageDigest.getInstance("SHA-256").digest(open.getEncoded()));
            return new SecretTokenSigner(key, id);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("cannot read a key from " + file + ": " + e, e);
        }
    }

    String token(Secret secret, ServiceAccount account) {
        String namespace = account.getMetadata().getNamespace();
        String name = account.getMetadata().getName();
        ObjectNode header = Json.object().put("alg", "RS256").put("kid", keyId);
        ObjectNode claims = Json.object()
                .put("iss", "kubernetes/serviceaccount")
                .put("kubernetes.io/serviceaccount/namespace", namespace)
                .put(
                        "kubernetes.io/serviceaccount/secret.name",
                        secret.getMetadata().getName())
                .put("kubernetes.io/serviceaccount/service-account.name", name)
                .put(
                        "kubernetes.io/serviceaccount/service-account.uid",
                        account.getMetadata().getUid())
                .put("sub", "system:serviceaccount:" + namespace + ":" + name);
        String content = encoded(Json.write(header)) + "." + encoded(Json.write(claims));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + encoded(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a token could not be signed", e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
