package dev.quarterdeck.kube.codec;

import dev.quarterdeck.kube.codec.protobuf.MalformedProtobufException;
import dev.quarterdeck.kube.codec.protobuf.ProtobufReader;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request's body to an object tree, whatever its encoding. Answers 415 for an encoding that nobody reads and 400 for bytes that are not an object.
 * Stateless and thread-safe. What the object may look like is not looked at here: see {@link ObjectDecoder}.
 */
public final class BodyDecoder {

    private static final int SHOWN = 30;
    private static final ProtobufReader PROTOBUF = new ProtobufReader(
            kind -> SchemaCatalog.builtIn().find(kind).map(ObjectSchema::name).orElse(""));

    private BodyDecoder() {}

    /** An object and its duplicate fields, as in {@link DecodedTree}. */
    public record Decoded(ObjectNode object, DecodedTree source) {}

    /** What the reference decodes on a way of its own, which does not say what was to come. */
    private static final String OPTIONS = "DeleteOptions";

    /**
     * @param contentType as in the header; null and empty count as JSON
     * @param expectedKind the kind that was to come, for messages: {@code ConfigMap}
     */
    public static Decoded decode(byte[] body, @Nullable String contentType, String expectedKind) {
        BodyFormat format = BodyFormat.ofContentType(contentType);
        try {
            DecodedTree decoded =
                    switch (format) {
                        case JSON -> json(body);
                        case YAML -> YamlTreeReader.read(body);
                        case PROTOBUF -> protobuf(body);
                    };
            JsonNode tree = decoded.tree();
            if (tree instanceof ObjectNode object) {
                return new Decoded(object, decoded);
            }
            if (tree.isNull()) {
                return new Decoded(JsonNodeFactory.instance.objectNode(), decoded);
            }
            throw new MalformedBodyException(
                    "couldn't get version/kind; json parse error: json: cannot unmarshal " + typeName(tree)
                            + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
                            + " Kind string \"json:\\\"kind,omitempty\\\"\" }");
        } catch (MalformedBodyException e) {
            throw ApiException.badRequest(
                    expectedKind.equals(OPTIONS)
                            ? e.getMessage()
                            : "the object provided is unrecognized (must be of type " + expectedKind + "): "
                                    + e.getMessage() + " (" + shown(body) + ")");
        }
    }

    private static DecodedTree protobuf(byte[] body) {
        if (body.length == 0) {
            throw new MalformedBodyException("empty data");
        }
        try {
            return new DecodedTree(PROTOBUF.read(body), List.of(), List.of());
        } catch (MalformedProtobufException e) {
            throw new MalformedBodyException(e.getMessage());
        }
    }

    private static DecodedTree json(byte[] body) {
        try {
            return JsonTreeReader.read(body);
        } catch (MalformedBodyException e) {
            throw new MalformedBodyException("couldn't get version/kind; json parse error: " + e.getMessage());
        }
    }

    /** The JSON type of a value in the words of error messages. */
    public static String typeName(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "array";
            case BOOLEAN -> "bool";
            case NUMBER -> "number";
            case OBJECT, POJO -> "object";
            case STRING, BINARY -> "string";
            case NULL, MISSING -> "null";
        };
    }

    static String shown(byte[] body) {
        if (body.length == 0) {
            return "<empty>";
        }
        int length = Math.min(body.length, SHOWN);
        String text = body[0] == '{'
                ? new String(body, 0, length, StandardCharsets.UTF_8)
                : HexFormat.of().formatHex(body, 0, length);
        return length < body.length ? text + " ..." : text;
    }
}
