package dev.quarterdeck.conformance.differential;

import dev.quarterdeck.kube.schema.FieldSchema;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.Schema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that may be done to one object, place by place: taken away, of the wrong type, out of range, empty, too long, in letters that names do not
 * have, unknown, twice, null, another of the known values, and each field that its kind has and it has not. The same for the same object, always.
 */
final class Mutations {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEPTH_OF_SAMPLES = 3;

    private final List<Mutation> found = new ArrayList<>();

    private Mutations() {}

    static List<Mutation> of(Seed seed) {
        Mutations mutations = new Mutations();
        Schema schema = SchemaCatalog.builtIn().find(seed.type().gvk()).orElseThrow();
        mutations.inside(List.of(), seed.object(), schema);
        return mutations.found.stream()
                .filter(m -> !m.path().getFirst().equals("kind")
                        && !m.path().getFirst().equals("apiVersion"))
                .filter(m -> m.path().size() < 2 || !m.path().get(1).equals("managedFields"))
                .toList();
    }

    private void add(List<Object> path, String label, JsonNode value) {
        found.add(Mutation.set(path, label, value));
    }

    private void at(List<Object> path, JsonNode node, @Nullable Schema schema) {
        found.add(Mutation.remove(path));
        add(path, "null", NODES.nullNode());
        if (path.getLast() instanceof String) {
            found.add(new Mutation(path, "twice", node, true));
        }
        if (node.isString()) {
            string(path, node.stringValue(), schema);
        } else if (node.isNumber()) {
            number(path, node);
        } else if (node.isBoolean()) {
            add(path, "flipped", NODES.booleanNode(!node.booleanValue()));
            add(path, "text", NODES.stringNode("yes"));
            add(path, "number", NODES.numberNode(1));
        } else {
            add(path, "text", NODES.stringNode("text"));
            add(path, node.isArray() ? "object" : "list", node.isArray() ? NODES.objectNode() : NODES.arrayNode());
            add(path, "emptied", node.isArray() ? NODES.arrayNode() : NODES.objectNode());
            inside(path, node, schema);
        }
    }

    private void string(List<Object> path, String text, @Nullable Schema schema) {
        add(path, "emptied", NODES.stringNode(""));
        add(path, "number", NODES.numberNode(7));
        add(path, "object", NODES.objectNode());
        add(path, "too long", NODES.stringNode("x".repeat(300)));
        add(path, "64 letters", NODES.stringNode("y".repeat(64)));
        add(path, "odd letters", NODES.stringNode("A_b!"));
        add(path, "dashed", NODES.stringNode("-a"));
        add(path, "with a domain", NODES.stringNode("example.com/other"));
        add(path, "other", NODES.stringNode("other"));
        add(path, "spaces", NODES.stringNode(" " + text));
        add(path, "negative", NODES.stringNode("-1"));
        add(path, "amount", NODES.stringNode("100Gi"));
        add(path, "percent", NODES.stringNode("150%"));
        add(path, "address", NODES.stringNode("1.2.3.4"));
        add(path, "address with zeros", NODES.stringNode("010.2.3.4"));
        add(path, "six", NODES.stringNode("2001:db8::1"));
        add(path, "range", NODES.stringNode("10.0.0.1/8"));
        add(path, "time", NODES.stringNode("2024-05-05T05:05:05Z"));
        add(path, "upwards", NODES.stringNode("../a"));
        add(path, "absolute", NODES.stringNode("/a"));
        if (schema instanceof Schema.Scalar scalar) {
            scalar.enumValues().stream()
                    .filter(value -> !value.equals(text))
                    .forEach(value -> add(path, "as " + value, NODES.stringNode(value)));
        }
    }

    private void number(List<Object> path, JsonNode node) {
        add(path, "text", NODES.stringNode("seven"));
        add(path, "number in quotes", NODES.stringNode(node.toString()));
        add(path, "percent", NODES.stringNode("30%"));
        add(path, "negative", NODES.numberNode(-1));
        add(path, "zero", NODES.numberNode(0));
        add(path, "one", NODES.numberNode(1));
        add(path, "one more", NODES.numberNode(node.longValue(0) + 1));
        add(path, "70000", NODES.numberNode(70000));
        add(path, "of 33 bits", NODES.numberNode(4294967296L));
        add(path, "broken", NODES.numberNode(1.5));
        add(path, "true", NODES.booleanNode(true));
    }

    private void inside(List<Object> path, JsonNode node, @Nullable Schema schema) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                at(below(path, field.getKey()), field.getValue(), below(schema, field.getKey()));
            }
            add(below(path, "unknownField"), "unknown", NODES.stringNode("x"));
            if (schema instanceof Schema.MapOf map) {
                JsonNode value = object.isEmpty()
                        ? sample(map.values(), 0)
                        : object.iterator().next();
                for (String key : List.of("Odd Key!", "a/b/c", "", "k".repeat(64), "example.com/key", "-x")) {
                    add(below(path, key), "added key", value);
                }
            }
            if (schema instanceof ObjectSchema known) {
                for (FieldSchema field : known.fields()) {
                    if (!object.has(field.name())) {
                        add(below(path, field.name()), "added", sample(field.schema(), 0));
                        add(below(path, field.name()), "added plain", plain(field.schema()));
                    }
                }
            }
        } else if (node instanceof ArrayNode items) {
            Schema of = schema instanceof Schema.ListOf list ? list.items() : null;
            for (int i = 0; i < items.size(); i++) {
                at(below(path, i), items.get(i), of);
            }
            if (!items.isEmpty()) {
                add(below(path, items.size()), "repeated", items.get(0));
            }
            if (of != null) {
                add(below(path, items.size()), "sample", sample(of, 0));
                add(below(path, items.size()), "nothing", plain(of));
            }
        }
    }

    private static List<Object> below(List<Object> path, Object step) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    private static @Nullable Schema below(@Nullable Schema schema, String field) {
        return switch (schema) {
            case ObjectSchema object -> {
                FieldSchema found = object.field(field);
                yield found == null ? null : found.schema();
            }
            case Schema.MapOf map -> map.values();
            case null, default -> null;
        };
    }

    /** The least that is of the type. */
    private static JsonNode plain(Schema schema) {
        return switch (schema) {
            case Schema.Scalar scalar -> scalar(scalar, false);
            case Schema.ListOf list -> NODES.arrayNode();
            case Schema.MapOf map -> NODES.objectNode();
            case Schema.Free free -> NODES.objectNode();
            case ObjectSchema object -> NODES.objectNode();
        };
    }

    /** Something with as much in it as is good for reading. */
    private static JsonNode sample(Schema schema, int depth) {
        return switch (schema) {
            case Schema.Scalar scalar -> scalar(scalar, true);
            case Schema.ListOf list -> NODES.arrayNode().add(sample(list.items(), depth + 1));
            case Schema.MapOf map -> NODES.objectNode().set("key", sample(map.values(), depth + 1));
            case Schema.Free free -> NODES.objectNode().put("free", "x");
            case ObjectSchema object -> {
                ObjectNode node = NODES.objectNode();
                if (depth < DEPTH_OF_SAMPLES) {
                    object.fields().stream()
                            .filter(field -> field.required() || object.fields().size() < 6)
                            .forEach(field -> node.set(field.name(), sample(field.schema(), depth + 1)));
                }
                yield node;
            }
        };
    }

    private static JsonNode scalar(Schema.Scalar scalar, boolean filled) {
        return switch (scalar.type()) {
            case STRING ->
                NODES.stringNode(
                        !filled
                                ? ""
                                : scalar.enumValues().isEmpty()
                                        ? "value"
                                        : scalar.enumValues().getFirst());
            case BOOLEAN -> NODES.booleanNode(filled);
            case INT32, INT64, DOUBLE, INT_OR_STRING -> NODES.numberNode(filled ? 5 : 0);
            case BYTES -> NODES.stringNode(filled ? "AAEC" : "");
            case QUANTITY -> NODES.stringNode(filled ? "5" : "0");
            case TIME -> NODES.stringNode("2024-02-02T02:02:02Z");
            case MICRO_TIME -> NODES.stringNode("2024-02-02T02:02:02.000000Z");
        };
    }
}
