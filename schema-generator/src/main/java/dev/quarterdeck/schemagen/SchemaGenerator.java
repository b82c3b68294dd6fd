package dev.quarterdeck.schemagen;

import dev.quarterdeck.schemagen.Facts.DefinitionFacts;
import dev.quarterdeck.schemagen.ModelClass.ModelField;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Main class: {@code SchemaGenerator DIRECTORY} writes {@code schemas.txt}, {@code descriptions.txt} and {@code protobuf.txt} there. Fails where a class has a field
 * whose type it cannot name, or the table speaks of a field that no class has, so that a new version of the client cannot slip in unnoticed.
 */
public final class SchemaGenerator {

    private static final String META = "@io.k8s.apimachinery.pkg.apis.meta.v1.";
    /** The classes have two spaces where the text began a paragraph. */
    private static final Pattern PARAGRAPH = Pattern.compile("(?<=[.:;!?)`\"'])  (?=\\S)");

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry(String.class.getName(), "string"),
            Map.entry(Boolean.class.getName(), "bool"),
            Map.entry(Integer.class.getName(), "int32"),
            Map.entry(Long.class.getName(), "int64"),
            Map.entry(Double.class.getName(), "double"),
            Map.entry(byte[].class.getName(), "bytes"),
            Map.entry(Object.class.getName(), "object"),
            Map.entry(OffsetDateTime.class.getName(), META + "Time"),
            Map.entry("io.kubernetes.client.custom.V1Patch", META + "Patch"),
            Map.entry("io.kubernetes.client.custom.Quantity", "@io.k8s.apimachinery.pkg.api.resource.Quantity"),
            Map.entry("io.kubernetes.client.custom.IntOrString", "@io.k8s.apimachinery.pkg.util.intstr.IntOrString"));

    private final Facts facts;
    private final Map<String, ModelClass> classes = new HashMap<>();
    private final Map<String, String> definitionOfClass = new HashMap<>();
    private final StringBuilder schemas = new StringBuilder();
    private final StringBuilder descriptions = new StringBuilder();

    private SchemaGenerator(Facts facts) {
        this.facts = facts;
        for (DefinitionFacts definition : facts.definitions().values()) {
            Optional<ModelClass> model = ModelClass.ofDefinition(definition.name());
            if (model.isPresent()) {
                classes.put(definition.name(), model.get());
                definitionOfClass.put(model.get().type().getName(), definition.name());
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        SchemaGenerator generator = new SchemaGenerator(Facts.read());
        generator.generate();
        Files.createDirectories(directory);
        writeIfChanged(directory.resolve("schemas.txt"), generator.schemas.toString());
        writeIfChanged(directory.resolve("descriptions.txt"), generator.descriptions.toString());
        writeIfChanged(directory.resolve("protobuf.txt"), ProtobufTable.render());
    }

    private void generate() {
        schemas.append("@everywhere ").append(facts.everywhere()).append('\n');
        facts.definitions().values().forEach(this::definition);
    }

    private void definition(DefinitionFacts definition) {
        line(schemas, "", definition.name(), definition.words());
        ModelClass model = classes.get(definition.name());
        if (model == null) {
            return;
        }
        describe("", definition.name(), model.description());
        Map<String, List<String>> unused = new HashMap<>(definition.fields());
        for (ModelField field : model.fields()) {
            List<String> words = definition.fields().getOrDefault(field.name(), List.of());
            unused.remove(field.name());
            String said = words.stream()
                    .filter(word -> word.startsWith("type="))
                    .findFirst()
                    .map(word -> word.substring("type=".length()))
                    .orElseGet(() -> typeName(field.type()));
            schemas.append(' ').append(field.name()).append(field.required() ? "! " : " ");
            line(
                    schemas,
                    "",
                    said,
                    words.stream()
                            .filter(word -> !word.startsWith("type=") && !word.equals("undescribed"))
                            .toList());
            if (!words.contains("undescribed")) {
                String own = field.description();
                describe(" ", field.name(), own.isEmpty() ? describedByType(field.type()) : own);
            }
        }
        if (!unused.isEmpty()) {
            throw new IllegalStateException(definition.name() + " has no fields " + unused.keySet());
        }
    }

    /** The classes do not describe fields whose type is a class of its own; what that is has to do. */
    private static String describedByType(Type type) {
        return type instanceof Class<?> plain ? new ModelClass(plain).description() : "";
    }

    private String typeName(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Type[] parameters = parameterized.getActualTypeArguments();
            return (parameters.length == 1 ? "[" : "{") + typeName(parameters[parameters.length - 1]);
        }
        Class<?> plain = (Class<?>) type;
        String name = TYPES.get(plain.getName());
        if (name != null) {
            return name;
        }
        String definition = definitionOfClass.get(plain.getName());
        if (definition == null) {
            throw new IllegalStateException("no definition for " + type);
        }
        return "@" + definition;
    }

    private static void line(StringBuilder out, String indent, String first, List<String> words) {
        out.append(indent).append(first);
        words.forEach(word -> out.append(' ').append(word));
        out.append('\n');
    }

    private void describe(String indent, String name, String text) {
        if (!text.isEmpty()) {
            descriptions.append(indent).append(name).append('\t');
            descriptions
                    .append(PARAGRAPH
                            .matcher(text)
                            .replaceAll("\n\n")
                            .replace("\\", "\\\\")
                            .replace("\n", "\\n"))
                    .append('\n');
        } else if (indent.isEmpty()) {
            descriptions.append(name).append("\t\n");
        }
    }

    private static void writeIfChanged(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.writeString(file, text);
        }
    }
}
