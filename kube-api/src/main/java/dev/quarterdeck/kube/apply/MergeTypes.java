package dev.quarterdeck.kube.apply;

import dev.quarterdeck.kube.schema.CanonicalForm;
import dev.quarterdeck.kube.schema.FieldSchema;
import dev.quarterdeck.kube.schema.ListType;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.ScalarType;
import dev.quarterdeck.kube.schema.Schema;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes merge types of schemas: lists by their {@code x-kubernetes-list-type}, objects and maps by {@code x-kubernetes-map-type}; a list of which nothing is
 * said is atomic. Types of one schema are made once; thread-safe.
 */
public final class MergeTypes {

    static final MergeType.Leaf ANYTHING = new MergeType.Leaf(MergeType.Form.ANY);

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> NEVER_OWNED = Set.of(
            "name",
            "namespace",
            "creationTimestamp",
            "selfLink",
            "uid",
            "generation",
            "managedFields",
            "resourceVersion");

    private final boolean verbatim;
    private final Map<ObjectSchema, MergeType> kinds = new ConcurrentHashMap<>();

    private MergeTypes(boolean verbatim) {
        this.verbatim = verbatim;
    }

    /** For kinds whose empty values are left out or written as the reference's types say: the built-in ones. */
    public static MergeTypes ofTypedKinds() {
        return new MergeTypes(false);
    }

    /** For kinds that are stored as they came: custom resources. */
    public static MergeTypes ofVerbatimKinds() {
        return new MergeTypes(true);
    }

    /** Of a whole object: {@code apiVersion}, {@code kind} and what the server says in {@code metadata} are owned by nobody. */
    public MergeType ofKind(ObjectSchema schema) {
        MergeType known = kinds.get(schema);
        return known != null ? known : kinds.computeIfAbsent(schema, s -> new Making().root(s));
    }

    /** Of an object of which nothing is known but that it is one. */
    public static MergeType ofUnknownKind() {
        return MergeType.Deduced.INSTANCE;
    }

    private final class Making {
        private final Map<ObjectSchema, MergeType.Fields> objects = new IdentityHashMap<>();

        MergeType root(ObjectSchema schema) {
            MergeType.Fields root = new MergeType.Fields();
            Map<String, MergeType.Member> members = members(schema);
            for (String typeMeta : new String[] {"apiVersion", "kind"}) {
                members.put(
                        typeMeta,
                        new MergeType.Member(
                                PathElement.field(typeMeta),
                                new MergeType.Leaf(MergeType.Form.STRING),
                                null,
                                null,
                                false));
            }
            FieldSchema metadata = schema.field("metadata");
            if (metadata != null && metadata.schema() instanceof ObjectSchema meta) {
                MergeType.Fields fields = new MergeType.Fields();
                Map<String, MergeType.Member> owned = members(meta);
                owned.replaceAll((name, member) -> NEVER_OWNED.contains(name)
                        ? new MergeType.Member(member.element(), member.type(), member.presence(), null, false)
                        : member);
                fields.fill(owned, null);
                members.computeIfPresent(
                        "metadata",
                        (name, member) ->
                                new MergeType.Member(member.element(), fields, member.presence(), member.zero(), true));
            }
            root.fill(members, others(schema));
            return root;
        }

        /** Null where an object must not have fields that its schema does not name. */
        private @Nullable MergeType others(ObjectSchema schema) {
            Schema unknown = schema.unknown();
            return unknown == null ? null : type(unknown, null);
        }

        private Map<String, MergeType.Member> members(ObjectSchema schema) {
            Map<String, MergeType.Member> members = new HashMap<>();
            for (FieldSchema field : schema.fields()) {
                members.put(field.name(), member(field));
            }
            return members;
        }

        private MergeType.Member member(FieldSchema field) {
            return new MergeType.Member(
                    PathElement.field(field.name()),
                    type(field),
                    verbatim ? null : field.presence(),
                    verbatim ? null : zero(field),
                    true);
        }

        private MergeType type(FieldSchema field) {
            if (field.schema() instanceof Schema.ListOf list) {
                ListType listType = field.listType() == null ? ListType.ATOMIC : field.listType();
                return switch (listType) {
                    case ATOMIC -> list(list);
                    case SET -> new MergeType.Values(type(list.items(), null));
                    case MAP -> items(list.items(), field);
                };
            }
            return type(field.schema(), field.mapType());
        }

        private MergeType items(Schema items, FieldSchema field) {
            Map<String, JsonNode> defaults = new HashMap<>();
            if (items instanceof ObjectSchema object) {
                for (String key : field.listMapKeys()) {
                    FieldSchema keyField = object.field(key);
                    if (keyField != null && keyField.defaultText() != null) {
                        defaults.put(key, value(keyField.defaultText(), keyField.schema()));
                    }
                }
            }
            return new MergeType.Items(type(items, null), field.listMapKeys(), defaults);
        }

        private MergeType type(Schema schema, @Nullable String mapType) {
            return switch (schema) {
                case ObjectSchema object ->
                    object.atomic() || "atomic".equals(mapType)
                            ? leaf(MergeType.Form.OBJECT, object, object(object))
                            : object(object);
                case Schema.MapOf map -> {
                    MergeType.Fields fields = new MergeType.Fields();
                    fields.fill(Map.of(), type(map.values(), null));
                    yield "atomic".equals(mapType) ? leaf(MergeType.Form.OBJECT, map, fields) : fields;
                }
                case Schema.ListOf list -> list(list);
                // The reference owns what is embedded in its own kinds as a whole.
                case Schema.Free free -> verbatim ? MergeType.Deduced.INSTANCE : ANYTHING;
                case Schema.Scalar scalar -> new MergeType.Leaf(form(scalar.type()));
            };
        }

        private MergeType list(Schema.ListOf list) {
            return leaf(MergeType.Form.LIST, list, type(list.items(), null));
        }

        private MergeType leaf(MergeType.Form form, Schema schema, MergeType contents) {
            return new MergeType.Leaf(
                    form,
                    verbatim ? null : ObjectSchema.of("", Map.of("value", FieldSchema.of("value", schema, false))),
                    contents);
        }

        private MergeType object(ObjectSchema schema) {
            MergeType.Fields known = objects.get(schema);
            if (known == null) {
                known = new MergeType.Fields();
                objects.put(schema, known);
                known.fill(members(schema), others(schema));
            }
            return known;
        }

        private static MergeType.Form form(ScalarType type) {
            return switch (type) {
                case STRING, BYTES, TIME, MICRO_TIME -> MergeType.Form.STRING;
                case BOOLEAN -> MergeType.Form.BOOLEAN;
                case INT32, INT64, DOUBLE -> MergeType.Form.NUMBER;
                case QUANTITY, INT_OR_STRING -> MergeType.Form.SCALAR;
            };
        }

        private static JsonNode value(String text, Schema schema) {
            if (schema instanceof Schema.Scalar scalar) {
                switch (scalar.type()) {
                    case INT32, INT64 -> {
                        return NODES.numberNode(text.isEmpty() ? 0 : Integer.parseInt(text));
                    }
                    case BOOLEAN -> {
                        return NODES.booleanNode(Boolean.parseBoolean(text));
                    }
                    case STRING, BYTES, TIME, MICRO_TIME, DOUBLE, QUANTITY, INT_OR_STRING -> {}
                }
            }
            return NODES.stringNode(text);
        }

        /** What the canonical form writes where the field is absent; null where it writes nothing. */
        private static @Nullable JsonNode zero(FieldSchema field) {
            return switch (field.presence()) {
                case AS_GIVEN, DROP_ZERO -> null;
                case KEEP_ZERO, KEEP_NULL -> {
                    ObjectNode holder = NODES.objectNode();
                    CanonicalForm.apply(holder, ObjectSchema.of("", Map.of(field.name(), field)));
                    yield holder.get(field.name());
                }
            };
        }
    }
}
