package dev.quarterdeck.kube.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The first document of a YAML text as a tree, as if it had come as JSON. Anchors, aliases and merge keys are followed, but only as far as the bounds of
 * nesting and of nodes allow. One instance reads one text.
 */
public final class YamlTreeReader {

    /** How many nodes may come into being by following aliases. */
    private static final int MAX_ALIASED_NODES = 250_000;

    private static final int MAX_CODE_POINTS = 8 * 1024 * 1024;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Iterator<Event> events;
    private final Map<Anchor, JsonNode> anchors = new HashMap<>();
    private final List<String> duplicates = new ArrayList<>(0);
    private int aliasedNodes;

    private YamlTreeReader(byte[] bytes) {
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setCodePointLimit(MAX_CODE_POINTS)
                .build();
        events = new Parse(settings)
                .parseString(FlowTabs.asSpaces(new String(bytes, StandardCharsets.UTF_8)))
                .iterator();
    }

    /** @throws MalformedBodyException where the text is not YAML or cannot be JSON */
    public static DecodedTree read(byte[] bytes) {
        try {
            return new YamlTreeReader(bytes).document();
        } catch (YamlEngineException e) {
            throw new MalformedBodyException(YamlSyntax.message(e));
        }
    }

    private DecodedTree document() {
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof NodeEvent node) {
                return new DecodedTree(node(node, 0), List.of(), duplicates);
            }
        }
        return new DecodedTree(NODES.nullNode(), List.of(), duplicates);
    }

    private JsonNode node(NodeEvent event, int depth) {
        if (depth > JsonTreeReader.MAX_DEPTH) {
            throw new MalformedBodyException("yaml: exceeded max depth of " + JsonTreeReader.MAX_DEPTH);
        }
        return switch (event) {
            case AliasEvent alias -> alias(alias, depth);
            case ScalarEvent scalar -> anchored(scalar, scalar(scalar));
            case SequenceStartEvent start -> {
                ArrayNode array = NODES.arrayNode();
                for (NodeEvent item = next(); item != null; item = next()) {
                    array.add(node(item, depth + 1));
                }
                yield anchored(start, array);
            }
            case MappingStartEvent start -> anchored(start, mapping(depth));
            default -> throw new MalformedBodyException("yaml: unexpected " + event.getEventId());
        };
    }

    /** Null at the end of the collection that is being read. */
    private @Nullable NodeEvent next() {
        return events.next() instanceof NodeEvent node ? node : null;
    }

    private JsonNode anchored(NodeEvent event, JsonNode node) {
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
        return node;
    }

    private JsonNode alias(AliasEvent alias, int depth) {
        JsonNode node = anchors.get(alias.getAlias());
        if (node == null) {
            throw new MalformedBodyException(
                    "yaml: unknown anchor '" + alias.getAlias().getValue() + "' referenced");
        }
        measure(node, depth);
        return node.deepCopy();
    }

    private void measure(JsonNode node, int depth) {
        if (++aliasedNodes > MAX_ALIASED_NODES) {
            throw new MalformedBodyException("yaml: document contains excessive aliasing");
        }
        if (depth > JsonTreeReader.MAX_DEPTH) {
            throw new MalformedBodyException("yaml: exceeded max depth of " + JsonTreeReader.MAX_DEPTH);
        }
        for (JsonNode child : node) {
            measure(child, depth + 1);
        }
    }

    private ObjectNode mapping(int depth) {
        ObjectNode object = NODES.objectNode();
        List<JsonNode> merged = new ArrayList<>(0);
        for (NodeEvent key = next(); key != null; key = next()) {
            int line = key.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
            boolean merge = key instanceof ScalarEvent scalar
                    && scalar.isPlain()
                    && scalar.getValue().equals("<<");
            JsonNode name = node(key, depth + 1);
            NodeEvent value = next();
            if (value == null) {
                throw new MalformedBodyException("yaml: line " + line + ": mapping without a value");
            }
            JsonNode content = node(value, depth + 1);
            if (merge) {
                merged.add(content);
            } else if (object.replace(text(name), content) != null) {
                String shown = name.isString() ? "\"" + name.asString() + "\"" : name.asString();
                duplicates.add("line " + line + ": key " + shown + " already set in map");
            }
        }
        merged.forEach(content -> merge(object, content));
        return object;
    }

    /** What is merged fills in what is not there; of several, the first wins. */
    private static void merge(ObjectNode into, JsonNode content) {
        if (content instanceof ObjectNode from) {
            from.properties().forEach(entry -> into.putIfAbsent(entry.getKey(), entry.getValue()));
        } else if (content instanceof ArrayNode several
                && several.values().stream().allMatch(JsonNode::isObject)) {
            several.forEach(one -> merge(into, one));
        } else {
            throw new MalformedBodyException("yaml: map merge requires map or sequence of maps as the value");
        }
    }

    private static String text(JsonNode key) {
        if (key.isContainer() || key.isNull()) {
            throw new MalformedBodyException("yaml: invalid map key: " + key);
        }
        return key.asString();
    }

    private static JsonNode scalar(ScalarEvent scalar) {
        String tag = scalar.getTag().orElse("");
        String value = scalar.getValue();
        return switch (tag) {
            case "" ->
                scalar.getScalarStyle() == ScalarStyle.PLAIN ? YamlScalar.resolve(value) : NODES.stringNode(value);
            case "!", "tag:yaml.org,2002:str" -> NODES.stringNode(value);
            case "tag:yaml.org,2002:binary" -> NODES.stringNode(binary(value));
            default -> tagged(tag, value);
        };
    }

    private static JsonNode tagged(String tag, String value) {
        JsonNode resolved = YamlScalar.resolve(value);
        String wanted = tag.substring(tag.lastIndexOf(':') + 1);
        boolean fits =
                switch (wanted) {
                    case "int" -> resolved.isIntegralNumber();
                    case "float" -> resolved.isNumber();
                    case "bool" -> resolved.isBoolean();
                    case "null" -> resolved.isNull();
                    default -> true;
                };
        if (!fits) {
            throw new MalformedBodyException("yaml: cannot decode !!str `" + value + "` as a !!" + wanted);
        }
        return resolved;
    }

    private static String binary(String value) {
        try {
            return new String(Base64.getMimeDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new MalformedBodyException("yaml: !!binary value contains invalid base64 data");
        }
    }
}
