package dev.quarterdeck.kube.validation.device;

import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.MetadataRules;
import java.util.Map;

/** Metadata of objects that are made from a template: labels and annotations, and nothing that only an object of its own can have. */
final class TemplateMetadata {
    private static final Map<String, String> NOT_SET = Map.of(
            "name", "name",
            "generateName", "generateName",
            "namespace", "namespace",
            "uid", "uID",
            "resourceVersion", "resourceVersion",
            "generation", "generation",
            "creationTimestamp", "creationTimestamp",
            "deletionTimestamp", "deletionTimestamp",
            "ownerReferences", "ownerReferences",
            "finalizers", "finalizers");

    private TemplateMetadata() {}

    static void check(Field metadata) {
        MetadataRules.annotations(metadata.at("annotations"));
        MetadataRules.labels(metadata.at("labels"));
        forbidden(metadata);
    }

    private static void forbidden(Field metadata) {
        NOT_SET.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            Field field = metadata.at(entry.getKey());
            boolean given = field.node().isArray() || !field.isEmpty();
            if (given && !(field.node().isNumber() && field.number() == 0)) {
                metadata.at(entry.getValue()).forbidden("is not allowed to be set");
            }
        });
        if (!metadata.at("managedFields").isEmpty()) {
            metadata.at("managedFields").forbidden("is not allowed to be set");
        }
        if (metadata.at("deletionGracePeriodSeconds").isSet()) {
            metadata.at("deletionGracePeriodSeconds").forbidden("is not allowed to be set");
        }
        if (!metadata.at("selfLink").isEmpty()) {
            metadata.at("selfLink").forbidden("is not allowed to be set");
        }
    }
}
