package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.defaulting.BuiltInDefaults;
import dev.quarterdeck.kube.defaulting.Defaulter;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.selector.FieldSelector;
import dev.quarterdeck.kube.selector.FieldSelectors;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.kube.selector.SelectableFields;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The rules of the built-in kinds, from {@code kube-api}. */
public final class KubeObjectRules implements ObjectRules {
    private final Defaulter defaulter = BuiltInDefaults.defaulter();

    @Override
    public Decoded decode(byte[] body, String contentType) {
        try {
            return new Decoded(Json.read(body), List.of());
        } catch (JacksonException | IllegalArgumentException e) {
            throw ApiException.badRequest("the object provided is unrecognized: " + e.getMessage());
        }
    }

    @Override
    public List<String> prune(GroupVersionKind kind, ObjectNode object) {
        return List.of();
    }

    @Override
    public void setDefaults(GroupVersionKind kind, ObjectNode object) {
        defaulter.apply(kind, object);
    }

    @Override
    public List<FieldError> validateCreate(GroupVersionKind kind, ObjectNode object) {
        return List.of();
    }

    @Override
    public List<FieldError> validateUpdate(
            GroupVersionKind kind, String subresource, ObjectNode object, ObjectNode old) {
        return List.of();
    }

    @Override
    public List<String> warnings(GroupVersionKind kind, ObjectNode object) {
        return List.of();
    }

    @Override
    public Decoded patch(GroupVersionKind kind, String contentType, ObjectNode current, byte[] patch) {
        throw ApiException.badRequest("patches are not supported");
    }

    @Override
    public ObjectNode convert(ObjectNode object, GroupVersionKind from, GroupVersionKind to) {
        object.put("apiVersion", to.apiVersion());
        object.put("kind", to.kind());
        return object;
    }

    @Override
    public Predicate<ObjectNode> selector(ResourceType type, String labelSelector, String fieldSelector) {
        LabelSelector labels = LabelSelectors.parse(labelSelector);
        FieldSelector fields = FieldSelectors.parse(type, fieldSelector);
        if (labels.isEverything() && fields.isEverything()) {
            return object -> true;
        }
        SelectableFields selectable = SelectableFields.of(CreateHandler.stored(type));
        return object -> labels.matches(Metadata.of(object).labels())
                && (fields.isEverything() || fields.matches(selectable.extract(object)));
    }

    @Override
    public Predicate<Map<String, String>> labelSelector(ObjectNode selector) {
        return LabelSelectors.of(selector)::matches;
    }
}
