package dev.quarterdeck.state.kind;

import dev.quarterdeck.kube.apply.FieldFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What holds for kinds without rules of their own: the status belongs to {@code /status}, everything else to the main road. */
public class DefaultStrategy implements Strategy {
    private static final FieldFilter NO_STATUS = FieldFilter.excluding(List.of("status"));
    private static final FieldFilter NO_SPEC = FieldFilter.excluding(List.of("spec"));
    private static final FieldFilter NO_SPEC_NOR_LABELS = FieldFilter.excluding(List.of("spec", "metadata.labels"));
    private static final FieldFilter NO_SPEC_NOR_METADATA = FieldFilter.excluding(List.of("spec", "metadata"));

    private final KindTraits traits;

    public DefaultStrategy(KindTraits traits) {
        this.traits = traits;
    }

    @Override
    public final KindTraits traits() {
        return traits;
    }

    @Override
    public void resetForCreate(ObjectNode object) {
        if (traits.status()) {
            object.remove("status");
        }
    }

    @Override
    public void prepareForUpdate(ObjectNode object, ObjectNode old, WriteScope scope) {
        if (traits.status()) {
            take(object, old, "status");
        }
    }

    @Override
    public void prepareForStatusUpdate(ObjectNode object, ObjectNode old, WriteScope scope) {
        List<String> fields = new ArrayList<>(object.propertyNames());
        for (String field : fields) {
            if (!field.equals("status") && !field.equals("metadata") && !old.has(field)) {
                object.remove(field);
            }
        }
        old.properties().forEach(e -> {
            if (!e.getKey().equals("status") && !e.getKey().equals("metadata")) {
                object.set(e.getKey(), e.getValue());
            }
        });
        switch (traits.statusMetadata()) {
            case FROM_REQUEST -> {}
            case LABELS_KEPT -> takeMetadata(object, old, "labels");
            case KEPT -> {
                JsonNode metadata = old.get("metadata");
                if (metadata != null) {
                    object.set("metadata", metadata);
                }
            }
        }
    }

    @Override
    public FieldFilter ownable(String subresource) {
        return switch (subresource) {
            case "" -> traits.status() ? NO_STATUS : FieldFilter.ALL;
            case "status" ->
                switch (traits.statusMetadata()) {
                    case FROM_REQUEST -> NO_SPEC;
                    case LABELS_KEPT -> NO_SPEC_NOR_LABELS;
                    case KEPT -> NO_SPEC_NOR_METADATA;
                };
            default -> FieldFilter.ALL;
        };
    }

    /** Makes a top-level field of {@code object} what it is in {@code old}. */
    protected static void take(ObjectNode object, ObjectNode old, String field) {
        put(object, field, old.get(field));
    }

    /** Makes a field of metadata what it is in {@code old}. */
    protected static void takeMetadata(ObjectNode object, ObjectNode old, String field) {
        if (object.get("metadata") instanceof ObjectNode metadata) {
            put(metadata, field, old.path("metadata").get(field));
        }
    }

    /** Sets the field, or removes it where {@code value} is null. */
    protected static void put(ObjectNode object, String field, @Nullable JsonNode value) {
        if (value == null) {
            object.remove(field);
        } else {
            object.set(field, value);
        }
    }
}
