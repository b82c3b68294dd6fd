package dev.quarterdeck.node.env;

import dev.quarterdeck.node.source.ObjectLookup;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Works out a container's variables: those of {@code envFrom}, then {@code env} in order, each able to use the ones before it, then service variables
 * that nothing of the pod's own hides.
 */
public final class Environment {
    private final ObjectLookup lookup;

    public Environment(ObjectLookup lookup) {
        this.lookup = lookup;
    }

    /** @throws EnvironmentError something that is not optional is missing */
    public Map<String, String> resolve(Pod pod, Container container, FieldReferences fields) {
        String namespace = pod.getMetadata().getNamespace();
        Map<String, String> services = services(pod);
        Map<String, String> own = new LinkedHashMap<>();
        for (EnvFromSource source : container.getEnvFrom()) {
            addAll(own, source, namespace);
        }
        for (EnvVar variable : container.getEnv()) {
            String value;
            if (variable.getValueFrom() != null) {
                value = referenced(variable.getValueFrom(), container, namespace, fields);
                if (value == null) {
                    continue;
                }
            } else {
                value = Expansion.expand(
                        Optional.ofNullable(variable.getValue()).orElse(""),
                        name -> own.containsKey(name) ? own.get(name) : services.get(name));
            }
            own.put(variable.getName(), value);
        }
        services.forEach(own::putIfAbsent);
        return own;
    }

    private Map<String, String> services(Pod pod) {
        List<Service> visible = new ArrayList<>();
        String namespace = pod.getMetadata().getNamespace();
        for (Service service : lookup.services("default")) {
            if (service.getMetadata().getName().equals("kubernetes")) {
                visible.add(service);
            }
        }
        if (!Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks())) {
            for (Service service : lookup.services(namespace)) {
                boolean counted = namespace.equals("default")
                        && service.getMetadata().getName().equals("kubernetes");
                if (!counted) {
                    visible.add(service);
                }
            }
        }
        return ServiceVariables.of(visible);
    }

    private void addAll(Map<String, String> variables, EnvFromSource source, String namespace) {
        String prefix = Optional.ofNullable(source.getPrefix()).orElse("");
        if (source.getConfigMapRef() != null) {
            String name = source.getConfigMapRef().getName();
            Optional<ConfigMap> configMap = lookup.configMap(namespace, name);
            if (configMap.isEmpty()
                    && !Boolean.TRUE.equals(source.getConfigMapRef().getOptional())) {
                throw new EnvironmentError("configmap \"" + name + "\" not found");
            }
            configMap
                    .map(ConfigMap::getData)
                    .ifPresent(data -> data.forEach((key, value) -> variables.put(prefix + key, value)));
        }
        if (source.getSecretRef() != null) {
            String name = source.getSecretRef().getName();
            Optional<Secret> secret = lookup.secret(namespace, name);
            if (secret.isEmpty() && !Boolean.TRUE.equals(source.getSecretRef().getOptional())) {
                throw new EnvironmentError("secret \"" + name + "\" not found");
            }
            secret.map(Secret::getData)
                    .ifPresent(data -> data.forEach((key, value) -> variables.put(prefix + key, decode(value))));
        }
    }

    private @Nullable String referenced(
            EnvVarSource source, Container container, String namespace, FieldReferences fields) {
        if (source.getFieldRef() != null) {
            return fields.field(source.getFieldRef().getFieldPath());
        }
        if (source.getResourceFieldRef() != null) {
            return fields.resource(source.getResourceFieldRef(), container.getName());
        }
        if (source.getConfigMapKeyRef() != null) {
            var ref = source.getConfigMapKeyRef();
            boolean optional = Boolean.TRUE.equals(ref.getOptional());
            Optional<ConfigMap> configMap = lookup.configMap(namespace, ref.getName());
            if (configMap.isEmpty()) {
                return orMissing(optional, "configmap \"" + ref.getName() + "\" not found");
            }
            Map<String, String> data = configMap.get().getData();
            String value = data == null ? null : data.get(ref.getKey());
            return value != null
                    ? value
                    : orMissing(
                            optional,
                            "couldn't find key " + ref.getKey() + " in ConfigMap " + namespace + "/" + ref.getName());
        }
        if (source.getSecretKeyRef() != null) {
            var ref = source.getSecretKeyRef();
            boolean optional = Boolean.TRUE.equals(ref.getOptional());
            Optional<Secret> secret = lookup.secret(namespace, ref.getName());
            if (secret.isEmpty()) {
                return orMissing(optional, "secret \"" + ref.getName() + "\" not found");
            }
            Map<String, String> data = secret.get().getData();
            String value = data == null ? null : data.get(ref.getKey());
            return value != null
                    ? decode(value)
                    : orMissing(
                            optional,
                            "couldn't find key " + ref.getKey() + " in Secret " + namespace + "/" + ref.getName());
        }
        return "";
    }

    private static @Nullable String orMissing(boolean optional, String message) {
        if (optional) {
            return null;
        }
        throw new EnvironmentError(message);
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
