package dev.quarterdeck.kube.codec;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON bytes to a tree in one pass, with duplicate fields noticed. Numbers stay as they were written: integers of any size, decimals as decimals.
 * Stateless and thread-safe; nesting and the length of numbers are bounded.
 */
public final class JsonTreeReader {

    /** Deeper bodies are refused; the reference allows 10000, the deepest known kind uses about 40. */
    public static final int MAX_DEPTH = 200;

    private static final int MAX_NUMBER_LENGTH = 100;
    private static final int MAX_EXPONENT = 400;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .build())
            .build();

    private JsonTreeReader() {}

    /** @throws MalformedBodyException with the words of the reference's parser */
    public static DecodedTree read(byte[] bytes) {
        try {
            return parse(bytes);
        } catch (JacksonException e) {
            Optional<String> why = JsonSyntax.firstError(bytes);
            if (why.isPresent()) {
                throw new MalformedBodyException(why.get());
            }
        }
        // The text is JSON; what was wrong is inside a string or a number. Bytes that are no UTF-8 count as the
        // replacement character.
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            return parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            throw new MalformedBodyException(e.getOriginalMessage());
        }
    }

    private static DecodedTree parse(byte[] bytes) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() == null) {
                throw new MalformedBodyException("unexpected end of JSON input");
            }
            List<String> duplicates = new ArrayList<>(0);
            JsonNode tree = value(parser, duplicates, null);
            if (parser.nextToken() != null) {
                throw new MalformedBodyException(JsonSyntax.firstError(bytes).orElse("more than one value"));
            }
            return new DecodedTree(tree, duplicates, List.of());
        }
    }

    /** Where a value stands; strings are made of it only when a duplicate is found. */
    private record Place(@Nullable Place parent, String field, int index) {

        String path() {
            StringBuilder path = new StringBuilder();
            append(path);
            return path.toString();
        }

        private void append(StringBuilder path) {
            if (parent != null) {
                parent.append(path);
            }
            if (index >= 0) {
                path.append('[').append(index).append(']');
            } else {
                if (!path.isEmpty()) {
                    path.append('.');
                }
                path.append(field);
            }
        }
    }

    private static JsonNode value(JsonParser parser, List<String> duplicates, @Nullable Place place) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, duplicates, place);
            case START_ARRAY -> array(parser, duplicates, place);
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new MalformedBodyException("unexpected end of JSON input");
        };
    }

    private static ObjectNode object(JsonParser parser, List<String> duplicates, @Nullable Place place) {
        ObjectNode object = NODES.objectNode();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            Place here = token.isStructStart() ? new Place(place, name, -1) : place;
            if (object.replace(name, value(parser, duplicates, here)) != null) {
                duplicates.add(new Place(place, name, -1).path());
            }
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser, List<String> duplicates, @Nullable Place place) {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                throw new MalformedBodyException("unexpected end of JSON input");
            }
            Place here = token.isStructStart() ? new Place(place, "", array.size()) : place;
            array.add(value(parser, duplicates, here));
        }
        return array;
    }

    private static JsonNode integer(JsonParser parser) {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    /** A decimal whose exponent no float can have would cost unbounded time wherever it is turned into digits. */
    private static JsonNode decimal(JsonParser parser) {
        BigDecimal number = parser.getDecimalValue();
        if (Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT) {
            throw new MalformedBodyException(
                    "json: cannot unmarshal number " + parser.getString() + " into Go value of type float64");
        }
        return NODES.numberNode(number);
    }
}
