package dev.quarterdeck.kube.apply;

import dev.quarterdeck.kube.format.GoText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether a configuration is of its type: fields that the schema knows, items with keys that stand once. Finds the reference's words for what is wrong. */
final class TypeCheck {

    private static final int MOST = 20;

    private final List<String> errors = new ArrayList<>(0);
    private final StringBuilder path = new StringBuilder();

    private TypeCheck() {}

    /** Empty where nothing is wrong, else one line, or {@code errors:} and a line for each. */
    static String find(JsonNode config, MergeType type) {
        TypeCheck check = new TypeCheck();
        check.value(config, type.of(config));
        return switch (check.errors.size()) {
            case 0 -> "";
            case 1 -> check.errors.getFirst();
            default -> "errors:\n  " + String.join("\n  ", check.errors);
        };
    }

    private void error(String message) {
        if (errors.size() < MOST) {
            errors.add(path.isEmpty() ? message : path + ": " + message);
        }
    }

    private void value(JsonNode value, MergeType type) {
        if (value.isNull()) {
            return;
        }
        switch (type) {
            case MergeType.Fields fields -> {
                if (value instanceof ObjectNode object) {
                    fields(object, fields);
                } else {
                    error("expected map, got " + shown(value));
                }
            }
            case MergeType.Items items -> list(value, items, items.items());
            case MergeType.Values values -> list(value, values, values.items());
            case MergeType.Leaf leaf -> leaf(value, leaf);
            case MergeType.Deduced deduced -> {}
        }
    }

    private void leaf(JsonNode value, MergeType.Leaf leaf) {
        switch (leaf.form()) {
            case STRING -> {
                if (!value.isString()) {
                    error("expected string, got &value.valueUnstructured{Value:" + value + "}");
                }
            }
            case NUMBER -> {
                if (!value.isNumber()) {
                    error("expected numeric (int or float), got " + goType(value));
                }
            }
            case BOOLEAN -> {
                if (!value.isBoolean()) {
                    error("expected boolean, got " + shown(value));
                }
            }
            case SCALAR -> {
                if (!value.isValueNode()) {
                    error("expected any scalar, got " + shown(value));
                }
            }
            case LIST -> {
                if (value instanceof ArrayNode list) {
                    atomicList(list, leaf.contents());
                } else {
                    error("expected list, got " + shown(value));
                }
            }
            case OBJECT -> {
                if (!(value instanceof ObjectNode object)) {
                    error("expected map, got " + shown(value));
                } else if (leaf.contents() instanceof MergeType.Fields fields) {
                    fields(object, fields);
                }
            }
            case ANY -> {}
        }
    }

    private void atomicList(ArrayNode list, @Nullable MergeType items) {
        if (items == null) {
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            int length = path.length();
            path.append('[').append(i).append(']');
            value(list.get(i), items.of(list.get(i)));
            path.setLength(length);
        }
    }

    private void fields(ObjectNode object, MergeType.Fields type) {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            MergeType.Member member = type.member(entry.getKey());
            MergeType next = member == null ? type.others() : member.type();
            int length = path.length();
            path.append('.').append(entry.getKey());
            if (next == null) {
                error("field not declared in schema");
            } else {
                value(entry.getValue(), next.of(entry.getValue()));
            }
            path.setLength(length);
        }
    }

    private void list(JsonNode value, MergeType type, MergeType itemType) {
        if (!(value instanceof ArrayNode list)) {
            error("expected list, got " + shown(value));
            return;
        }
        Set<PathElement> seen = HashSet.newHashSet(list.size());
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            PathElement element;
            try {
                element = Elements.of(item, type);
            } catch (Elements.Unkeyed unkeyed) {
                error("element " + i + ": " + unkeyed.getMessage());
                return;
            }
            if (!seen.add(element)) {
                StringBuilder key = new StringBuilder();
                element.describe(key);
                error("duplicate entries for key " + key);
            }
            int length = path.length();
            element.describe(path);
            value(item, itemType.of(item));
            path.setLength(length);
        }
    }

    /** Values as the reference prints them: wrapped, and strings among containers bare. */
    private static String shown(JsonNode value) {
        return "&{" + GoText.of(value) + "}";
    }

    private static String goType(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case ARRAY -> "[]interface {}";
            case NUMBER -> "int64";
            case OBJECT, POJO, BINARY -> "map[string]interface {}";
            case NULL, MISSING -> "<nil>";
        };
    }
}
