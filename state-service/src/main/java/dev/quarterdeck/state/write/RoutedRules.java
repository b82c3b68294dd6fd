package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.apply.MergeType;
import dev.quarterdeck.kube.codec.FieldValidation;
import dev.quarterdeck.kube.definition.CustomMetadata;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.warning.FinalizerWarnings;
import dev.quarterdeck.state.definition.CustomConversion;
import dev.quarterdeck.state.definition.Definitions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Asks for each kind whoever knows it: built-in kinds one look-up away, all others by their definition. Thread-safe. */
public final class RoutedRules implements ObjectRules {
    private final ObjectRules builtIn;
    private final Definitions definitions;
    private final CustomObjectRules custom;

    public RoutedRules(ObjectRules builtIn, Definitions definitions, CustomConversion conversion) {
        this.builtIn = builtIn;
        this.definitions = definitions;
        this.custom = new CustomObjectRules(definitions, conversion);
    }

    /** Custom groups have a dot, and no kind that is built in. */
    private Optional<ResourceType> custom(GroupVersionKind kind) {
        return kind.group().indexOf('.') < 0
                        || SchemaCatalog.builtIn().find(kind).isPresent()
                ? Optional.empty()
                : definitions.find(kind);
    }

    @Override
    public Decoded decode(byte[] body, String contentType, GroupVersionKind kind, FieldValidation validation) {
        return custom(kind)
                .map(type -> custom.decode(body, contentType, type, validation))
                .orElseGet(() -> builtIn.decode(body, contentType, kind, validation));
    }

    @Override
    public ObjectNode decodeAny(byte[] body, String contentType, String expectedKind) {
        return builtIn.decodeAny(body, contentType, expectedKind);
    }

    @Override
    public void setDefaults(GroupVersionKind kind, ObjectNode object) {
        custom(kind).ifPresentOrElse(type -> custom.setDefaults(type, object), () -> builtIn.setDefaults(kind, object));
    }

    @Override
    public void setDefaults(GroupVersionKind kind, ObjectNode object, @Nullable ObjectNode old) {
        custom(kind)
                .ifPresentOrElse(
                        type -> custom.setDefaults(type, object), () -> builtIn.setDefaults(kind, object, old));
    }

    @Override
    public List<FieldError> validateCreate(GroupVersionKind kind, ObjectNode object) {
        return custom(kind)
                .map(type -> custom.validateCreate(type, object))
                .orElseGet(() -> builtIn.validateCreate(kind, object));
    }

    @Override
    public List<FieldError> validateUpdate(
            GroupVersionKind kind, String subresource, ObjectNode object, ObjectNode old) {
        return custom(kind)
                .map(type -> custom.validateUpdate(type, subresource, object, old))
                .orElseGet(() -> builtIn.validateUpdate(kind, subresource, object, old));
    }

    @Override
    public List<String> warnings(GroupVersionKind kind, ObjectNode object, @Nullable ObjectNode old) {
        return custom(kind).isPresent() ? FinalizerWarnings.of(object, old) : builtIn.warnings(kind, object, old);
    }

    @Override
    public void canonicalize(GroupVersionKind kind, ObjectNode object) {
        custom(kind)
                .ifPresentOrElse(type -> CustomMetadata.canonicalize(object), () -> builtIn.canonicalize(kind, object));
    }

    @Override
    public Patching patch(GroupVersionKind kind, String contentType, byte[] patch, FieldValidation validation) {
        return custom(kind)
                .map(type -> custom.patch(type, contentType, patch, validation))
                .orElseGet(() -> builtIn.patch(kind, contentType, patch, validation));
    }

    @Override
    public Optional<MergeType> mergeType(GroupVersionKind kind) {
        return custom(kind).map(type -> definitions.shape(type).mergeType()).or(() -> builtIn.mergeType(kind));
    }

    @Override
    public void conform(GroupVersionKind kind, ObjectNode object) {
        custom(kind).ifPresentOrElse(type -> custom.conformApplied(type, object), () -> builtIn.conform(kind, object));
    }

    @Override
    public void conformApplied(GroupVersionKind kind, ObjectNode object) {
        custom(kind)
                .ifPresentOrElse(
                        type -> custom.conformApplied(type, object), () -> builtIn.conformApplied(kind, object));
    }

    @Override
    public ObjectNode convert(ObjectNode object, GroupVersionKind from, GroupVersionKind to) {
        return custom(to).map(type -> custom.convert(object, type)).orElseGet(() -> builtIn.convert(object, from, to));
    }

    @Override
    public boolean show(ResourceType type, ObjectNode stored) {
        return type.custom() != null && custom.show(type, stored);
    }

    @Override
    public Predicate<ObjectNode> selector(ResourceType type, String labelSelector, String fieldSelector) {
        CustomVersion version = type.custom();
        return version == null
                ? builtIn.selector(type, labelSelector, fieldSelector)
                : custom.selector(type, version, labelSelector, fieldSelector);
    }

    @Override
    public Predicate<Map<String, String>> labelSelector(ObjectNode selector) {
        return builtIn.labelSelector(selector);
    }
}
