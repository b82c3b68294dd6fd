package dev.quarterdeck.kube.customresource;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A schema of a CustomResourceDefinition, read once: the subset of JSON schema that the API knows ({@code JSONSchemaProps}) with its extensions. Says what
 * is written there, not whether that is allowed: see {@link StructuralRules}. Immutable and thread-safe.
 */
public final class JsonSchema {
    private final JsonNode source;
    private final String type;
    private final String format;
    private final boolean nullable;
    private final @Nullable JsonNode defaultValue;
    private final SchemaLimits limits;
    private final @Nullable Pattern pattern;
    private final List<JsonNode> enumValues;
    private final List<String> required;
    private final Map<String, JsonSchema> properties;
    private final @Nullable JsonSchema items;
    private final @Nullable JsonSchema additionalProperties;
    private final List<JsonSchema> allOf;
    private final List<JsonSchema> anyOf;
    private final List<JsonSchema> oneOf;
    private final @Nullable JsonSchema not;
    private final SchemaExtensions extensions;

    private JsonSchema(JsonNode source) {
        this(source, source.get("default"));
    }

    private JsonSchema(JsonNode source, @Nullable JsonNode defaultValue) {
        this.source = source;
        this.defaultValue = defaultValue == null || defaultValue.isNull() ? null : defaultValue;
        type = source.path("type").asString("");
        format = source.path("format").asString("");
        nullable = source.path("nullable").asBoolean(false);
        limits = SchemaLimits.of(source);
        pattern = pattern(source.path("pattern").asString(""));
        enumValues = elements(source.path("enum"));
        required = texts(source.path("required"));
        properties = properties(source.path("properties"));
        items = child(source.path("items"));
        additionalProperties = child(source.path("additionalProperties"));
        allOf = schemas(source.path("allOf"));
        anyOf = schemas(source.path("anyOf"));
        oneOf = schemas(source.path("oneOf"));
        not = child(source.path("not"));
        extensions = SchemaExtensions.of(source);
    }

    private JsonSchema(
            JsonSchema from,
            @Nullable JsonNode defaultValue,
            Map<String, JsonSchema> properties,
            @Nullable JsonSchema items,
            @Nullable JsonSchema additionalProperties) {
        source = from.source;
        type = from.type;
        format = from.format;
        nullable = from.nullable;
        limits = from.limits;
        pattern = from.pattern;
        enumValues = from.enumValues;
        required = from.required;
        allOf = from.allOf;
        anyOf = from.anyOf;
        oneOf = from.oneOf;
        not = from.not;
        extensions = from.extensions;
        this.defaultValue = defaultValue;
        this.properties = properties;
        this.items = items;
        this.additionalProperties = additionalProperties;
    }

    /** @param source an {@code openAPIV3Schema}, or what stands in its place: then nothing is known of the value */
    public static JsonSchema of(JsonNode source) {
        return new JsonSchema(source);
    }

    /** This schema with another default and other parts: for defaults that were pruned. */
    JsonSchema with(
            @Nullable JsonNode newDefault,
            Map<String, JsonSchema> newProperties,
            @Nullable JsonSchema newItems,
            @Nullable JsonSchema newAdditional) {
        return new JsonSchema(this, newDefault, newProperties, newItems, newAdditional);
    }

    private static @Nullable Pattern pattern(String text) {
        if (text.isEmpty() || PatternSize.tooLarge(text)) {
            return null;
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            return null;
        }
    }

    private static @Nullable JsonSchema child(JsonNode node) {
        return node.isObject() ? new JsonSchema(node) : null;
    }

    private static Map<String, JsonSchema> properties(JsonNode node) {
        if (!node.isObject() || node.isEmpty()) {
            return Map.of();
        }
        Map<String, JsonSchema> children = new TreeMap<>();
        node.properties().forEach(entry -> children.put(entry.getKey(), new JsonSchema(entry.getValue())));
        return children;
    }

    private static List<JsonSchema> schemas(JsonNode node) {
        if (!node.isArray() || node.isEmpty()) {
            return List.of();
        }
        List<JsonSchema> children = new ArrayList<>(node.size());
        node.forEach(child -> children.add(new JsonSchema(child)));
        return List.copyOf(children);
    }

    private static List<JsonNode> elements(JsonNode node) {
        if (!node.isArray() || node.isEmpty()) {
            return List.of();
        }
        List<JsonNode> values = new ArrayList<>(node.size());
        node.forEach(values::add);
        return List.copyOf(values);
    }

    static List<String> texts(JsonNode node) {
        return elements(node).stream().map(value -> value.asString("")).toList();
    }

    /** As it was written. */
    public JsonNode source() {
        return source;
    }

    /** Empty where none is given. */
    public String type() {
        return type;
    }

    public String format() {
        return format;
    }

    public boolean nullable() {
        return nullable;
    }

    public @Nullable JsonNode defaultValue() {
        return defaultValue;
    }

    public SchemaLimits limits() {
        return limits;
    }

    /** Null also where the pattern is no regular expression. */
    public @Nullable Pattern pattern() {
        return pattern;
    }

    public String patternText() {
        return source.path("pattern").asString("");
    }

    public List<JsonNode> enumValues() {
        return enumValues;
    }

    public List<String> required() {
        return required;
    }

    /** Sorted by name. */
    public Map<String, JsonSchema> properties() {
        return properties;
    }

    public @Nullable JsonSchema items() {
        return items;
    }

    /** The schema of values whose keys are data; null also where {@code additionalProperties} is a boolean. */
    public @Nullable JsonSchema additionalProperties() {
        return additionalProperties;
    }

    /** Whether {@code additionalProperties} is there in either form. */
    public boolean hasAdditionalProperties() {
        JsonNode given = source.path("additionalProperties");
        return given.isObject() || given.isBoolean();
    }

    public List<JsonSchema> allOf() {
        return allOf;
    }

    public List<JsonSchema> anyOf() {
        return anyOf;
    }

    public List<JsonSchema> oneOf() {
        return oneOf;
    }

    public @Nullable JsonSchema not() {
        return not;
    }

    public SchemaExtensions extensions() {
        return extensions;
    }

    public boolean preservesUnknown() {
        return extensions.preserveUnknownFields();
    }

    /** The schema of a field by its name, be it a property or data; null where none describes it. */
    public @Nullable JsonSchema field(String name) {
        JsonSchema property = properties.get(name);
        return property == null ? additionalProperties : property;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonSchema schema && source.equals(schema.source);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(source);
    }
}
