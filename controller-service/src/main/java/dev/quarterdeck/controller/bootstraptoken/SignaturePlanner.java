package dev.quarterdeck.controller.bootstraptoken;

import dev.quarterdeck.kube.object.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decides which signatures stand beside the kubeconfig in {@code kube-public/cluster-info}, by which a machine that knows a token can tell that the
 * kubeconfig, which anybody may read, is true. Pure. Kubernetes documentation, "Authenticating with Bootstrap Tokens".
 *
 * <pre>
 * kubeconfig   token                                             its signature   → what
 * absent         any                                               any             nothing
 * there          good for signing, in time, named like its secret   as computed     stays
 * there          good for signing, in time, named like its secret   none, another   written
 * there          otherwise, or none                                there           removed
 * </pre>
 */
final class SignaturePlanner {
    private static final String CONTENT = "kubeconfig";
    private static final String PREFIX = "jws-kubeconfig-";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private SignaturePlanner() {}

    /** The ConfigMap as it should be; empty where it is. */
    static Optional<ConfigMap> plan(ConfigMap info, Collection<Secret> tokens, Instant now) {
        Map<String, String> data = info.getData() == null ? Map.of() : info.getData();
        String content = data.get(CONTENT);
        if (content == null) {
            return Optional.empty();
        }
        Map<String, String> wanted = new LinkedHashMap<>(data);
        wanted.keySet().removeIf(key -> key.startsWith(PREFIX));
        signers(tokens, now).forEach((id, secret) -> wanted.put(PREFIX + id, signature(content, id, secret)));
        return wanted.equals(data)
                ? Optional.empty()
                : Optional.of(new ConfigMapBuilder(info).withData(wanted).build());
    }

    private static Map<String, String> signers(Collection<Secret> tokens, Instant now) {
        Map<String, String> signers = new TreeMap<>();
        for (Secret token : tokens) {
            String id = data(token, "token-id");
            String secret = data(token, "token-secret");
            boolean named =
                    id.matches("[a-z0-9]{6}") && token.getMetadata().getName().equals("bootstrap-token-" + id);
            boolean over = TokenCleanerController.expiration(token)
                    .filter(end -> !end.isAfter(now))
                    .isPresent();
            if (named
                    && !secret.isEmpty()
                    && !over
                    && data(token, "usage-bootstrap-signing").equals("true")) {
                signers.put(id, secret);
            }
        }
        return signers;
    }

    private static String data(Secret secret, String key) {
        String encoded = secret.getData() == null ? null : secret.getData().get(key);
        try {
            return encoded == null ? "" : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** JWS with detached content, HS256 (RFC 7515, appendix F). */
    static String signature(String content, String id, String secret) {
        String header = ENCODER.encodeToString(
                Json.write(Json.object().put("alg", "HS256").put("kid", id)));
        String signed = header + "." + ENCODER.encodeToString(content.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return header + ".." + ENCODER.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a signature could not be made", e);
        }
    }
}
