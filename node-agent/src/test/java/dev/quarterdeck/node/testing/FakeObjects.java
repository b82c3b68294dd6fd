package dev.quarterdeck.node.testing;

import dev.quarterdeck.node.source.ObjectLookup;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Objects as a map. */
public final class FakeObjects implements ObjectLookup {
    private final Map<String, ConfigMap> configMaps = new ConcurrentHashMap<>();
    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
    public final List<Service> services = new ArrayList<>();
    public volatile String token = "token-1";

    public FakeObjects configMap(String name, Map<String, String> data) {
        configMaps.put(
                name,
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .endMetadata()
                        .withData(data)
                        .build());
        return this;
    }

    public FakeObjects secret(String name, String key, String value) {
        secrets.put(
                name,
                new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .endMetadata()
                        .addToData(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)))
                        .build());
        return this;
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return Optional.ofNullable(configMaps.get(name));
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return Optional.ofNullable(secrets.get(name));
    }

    @Override
    public Collection<Service> services(String namespace) {
        return services.stream()
                .filter(service -> namespace.equals(service.getMetadata().getNamespace()))
                .toList();
    }

    @Override
    public String token(TokenDemand demand) {
        return token;
    }
}
