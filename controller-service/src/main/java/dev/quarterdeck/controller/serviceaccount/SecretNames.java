package dev.quarterdeck.controller.serviceaccount;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Which secrets a pod names, wherever in its spec. Pure. */
final class SecretNames {
    private static final Set<String> REFERENCES =
            Set.of("secretRef", "secretKeyRef", "nodePublishSecretRef", "secret", "imagePullSecrets");

    private SecretNames() {}

    /** @param spec of a {@link Pod}, as a tree */
    static Set<String> of(JsonNode spec) {
        Set<String> names = new HashSet<>();
        collect(spec, names);
        return names;
    }

    private static void collect(JsonNode node, Set<String> names) {
        if (node.isObject()) {
            node.properties().forEach(field -> {
                JsonNode value = field.getValue();
                if (field.getKey().equals("secretName") && value.isString()) {
                    names.add(value.stringValue());
                } else if (REFERENCES.contains(field.getKey())) {
                    add(value, names);
                }
                collect(value, names);
            });
        } else {
            node.forEach(each -> collect(each, names));
        }
    }

    private static void add(JsonNode reference, Set<String> names) {
        if (reference.isArray()) {
            reference.forEach(each -> add(each, names));
        } else if (reference.path("name").isString()) {
            names.add(reference.path("name").stringValue());
        }
    }
}
