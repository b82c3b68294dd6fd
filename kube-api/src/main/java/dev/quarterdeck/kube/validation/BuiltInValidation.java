package dev.quarterdeck.kube.validation;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.MetadataRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Runs the rules of metadata, then those of the kind. Kinds without rules of their own are held to those of metadata. */
public final class BuiltInValidation implements Validator {
    private static final KindRules NONE = object -> {};
    private static final Validator INSTANCE = new BuiltInValidation(KindRegistry.rules());

    private final Map<String, KindRules> rules;

    private BuiltInValidation(Map<String, KindRules> rules) {
        this.rules = rules;
    }

    public static Validator validator() {
        return INSTANCE;
    }

    /** With other rules for some kinds, by {@code group/kind}: those that need what this package does not know. */
    public static Validator with(Map<String, KindRules> others) {
        Map<String, KindRules> rules = new HashMap<>(KindRegistry.rules());
        rules.putAll(others);
        return new BuiltInValidation(Map.copyOf(rules));
    }

    /** Custom resources and groups whose finalizers nobody looks at; they came after the rule, and do not share it. */
    private static boolean standardFinalizers(ResourceType type, KindRules kind) {
        if (type.custom() != null) {
            return false;
        }
        return switch (type.gvk().group()) {
            case "admissionregistration.k8s.io",
                    "apiregistration.k8s.io",
                    "apiextensions.k8s.io",
                    "coordination.k8s.io",
                    "policy",
                    "node.k8s.io" -> false;
            default -> kind.standardFinalizers();
        };
    }

    private KindRules rulesOf(ResourceType type) {
        String key = type.gvk().group() + "/" + type.gvk().kind();
        KindRules versioned =
                rules.get(type.gvk().apiVersion() + "/" + type.gvk().kind());
        return versioned != null ? versioned : rules.getOrDefault(key, NONE);
    }

    @Override
    public List<FieldError> onCreate(ResourceType type, ObjectNode object) {
        List<FieldError> errors = new ArrayList<>(0);
        Field root = Field.root(object, errors);
        KindRules kind = rulesOf(type);
        MetadataRules.create(root.at("metadata"), type.namespaced(), kind.names(), standardFinalizers(type, kind));
        kind.create(root);
        return errors;
    }

    @Override
    public List<FieldError> onUpdate(ResourceType type, ObjectNode object, ObjectNode old) {
        List<FieldError> errors = new ArrayList<>(0);
        Field root = Field.root(object, errors);
        Field before = Field.root(old, new ArrayList<>(0));
        MetadataRules.update(root.at("metadata"), before.at("metadata"), standardFinalizers(type, rulesOf(type)));
        rulesOf(type).update(root, before);
        return errors;
    }

    @Override
    public List<FieldError> onSubresourceUpdate(
            ResourceType type, String subresource, ObjectNode object, ObjectNode old) {
        List<FieldError> errors = new ArrayList<>(0);
        Field root = Field.root(object, errors);
        Field before = Field.root(old, new ArrayList<>(0));
        MetadataRules.update(root.at("metadata"), before.at("metadata"), standardFinalizers(type, rulesOf(type)));
        rulesOf(type).subresource(subresource, root, before);
        return errors;
    }

    @Override
    public List<FieldError> onStatusUpdate(ResourceType type, ObjectNode object, ObjectNode old) {
        List<FieldError> errors = new ArrayList<>(0);
        Field root = Field.root(object, errors);
        Field before = Field.root(old, new ArrayList<>(0));
        MetadataRules.update(root.at("metadata"), before.at("metadata"), standardFinalizers(type, rulesOf(type)));
        rulesOf(type).status(root, before);
        return errors;
    }
}
