package dev.quarterdeck.state.admission.condition;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values of expressions as JSON trees. Pure. */
public final class ValueTrees {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ValueTrees() {}

    /** Throws IllegalArgumentException for values that JSON does not have. */
    public static JsonNode of(Object value) {
        return switch (value) {
            case Boolean bool -> NODES.booleanNode(bool);
            case Long number -> NODES.numberNode(number);
            case Integer number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case UnsignedLong number -> NODES.numberNode(number.bigIntegerValue());
            case String text -> NODES.stringNode(text);
            case CelByteString bytes -> NODES.stringNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case Instant time -> NODES.stringNode(time.toString());
            case Duration duration -> NODES.stringNode(duration.toSeconds() + "s");
            case List<?> items -> list(items);
            case Map<?, ?> entries -> object(entries);
            case Optional<?> optional -> optional.<JsonNode>map(ValueTrees::of).orElse(NODES.nullNode());
            case dev.cel.common.values.NullValue nothing -> NODES.nullNode();
            default -> {
                if (value == Evaluation.NULL) {
                    yield NODES.nullNode();
                }
                throw new IllegalArgumentException(
                        "a value of type " + value.getClass().getSimpleName() + " is not JSON");
            }
        };
    }

    private static ArrayNode list(List<?> items) {
        ArrayNode list = NODES.arrayNode(items.size());
        items.forEach(item -> list.add(of(item)));
        return list;
    }

    private static ObjectNode object(Map<?, ?> entries) {
        ObjectNode object = NODES.objectNode();
        entries.forEach((key, value) -> object.set(String.valueOf(key), of(value)));
        return object;
    }
}
