package dev.quarterdeck.node.image;

import dev.quarterdeck.node.cri.v1.AuthConfig;
import dev.quarterdeck.node.source.ObjectLookup;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds the credentials that a pod's pull secrets hold for a registry. A secret that is missing or malformed gives none. */
public final class PullCredentials {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ObjectLookup lookup;

    public PullCredentials(ObjectLookup lookup) {
        this.lookup = lookup;
    }

    List<AuthConfig> of(Pod pod, String reference) {
        List<AuthConfig> found = new ArrayList<>();
        for (LocalObjectReference ref : pod.getSpec().getImagePullSecrets()) {
            Optional<Secret> secret = lookup.secret(pod.getMetadata().getNamespace(), ref.getName());
            secret.map(Secret::getData).ifPresent(data -> {
                if (data.containsKey(".dockerconfigjson")) {
                    add(found, parse(data.get(".dockerconfigjson")).path("auths"), reference);
                } else if (data.containsKey(".dockercfg")) {
                    add(found, parse(data.get(".dockercfg")), reference);
                }
            });
        }
        return found;
    }

    private static JsonNode parse(String base64) {
        try {
            return JSON.readTree(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException | JacksonException e) {
            return JSON.createObjectNode();
        }
    }

    private static void add(List<AuthConfig> found, JsonNode registries, String reference) {
        for (Map.Entry<String, JsonNode> entry : registries.properties()) {
            String host = entry.getKey().replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "");
            if (host.equals("index.docker.io")) {
                host = "docker.io";
            }
            if (reference.startsWith(host + "/")) {
                found.add(credential(entry.getValue()));
            }
        }
    }

    private static AuthConfig credential(JsonNode node) {
        AuthConfig.Builder config = AuthConfig.newBuilder();
        String user = node.path("username").asString("");
        String password = node.path("password").asString("");
        String auth = node.path("auth").asString("");
        if (user.isEmpty() && !auth.isEmpty()) {
            try {
                String[] parts = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8).split(":", 2);
                user = parts[0];
                password = parts.length > 1 ? parts[1] : "";
            } catch (IllegalArgumentException e) {
                config.setAuth(auth);
            }
        }
        return config.setUsername(user)
                .setPassword(password)
                .setIdentityToken(node.path("identitytoken").asString(""))
                .build();
    }
}
