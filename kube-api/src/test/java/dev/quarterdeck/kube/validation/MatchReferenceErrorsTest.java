package dev.quarterdeck.kube.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.defaulting.BuiltInDefaults;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects that are wrong in some way, and what a kube-apiserver 1.36 said to each: reason, field and message of every cause. Only the first line of a
 * message is kept, a cause that was given twice is given once, and {@code {…}} stands for a value that the server shows in its own form.
 */
class MatchReferenceErrorsTest {
    private static final String ANY = "{…}";
    private static final Validator VALIDATOR = BuiltInValidation.validator();

    @TestFactory
    Stream<DynamicTest> saysTheSameOnCreate() throws IOException {
        return cases("create")
                .map(entry -> DynamicTest.dynamicTest(name(entry), () -> {
                    ObjectNode object = (ObjectNode) entry.get("object");
                    ObjectNode metadata = (ObjectNode) object.get("metadata");
                    ResourceType type = Types.of(object);
                    if (type.namespaced() && !metadata.has("namespace")) {
                        metadata.put("namespace", "default");
                    }
                    metadata.put("uid", "u");
                    BuiltInDefaults.defaulter().apply(Types.kind(object), object);
                    compare(VALIDATOR.onCreate(type, object), entry.get("errors"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> saysTheSameOnUpdate() throws IOException {
        return cases("update")
                .map(entry -> DynamicTest.dynamicTest(name(entry), () -> {
                    ObjectNode object = (ObjectNode) entry.get("object");
                    ObjectNode old = (ObjectNode) entry.get("old");
                    ResourceType type = Types.of(object);
                    BuiltInDefaults.defaulter().apply(Types.kind(object), object);
                    compare(
                            entry.path("status").asBoolean(false)
                                    ? VALIDATOR.onStatusUpdate(type, object, old)
                                    : VALIDATOR.onUpdate(type, object, old),
                            entry.get("errors"));
                }));
    }

    private static Stream<JsonNode> cases(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                MatchReferenceErrorsTest.class.getResourceAsStream("/validation/" + file + ".jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(Json.MAPPER::readTree);
        }
    }

    private static String name(JsonNode entry) {
        String name = entry.path("case").asString("");
        return (entry.has("status") ? "status: " : "") + (name.length() > 200 ? name.substring(0, 200) : name);
    }

    private static void compare(List<FieldError> errors, JsonNode expected) {
        List<String> said = new ArrayList<>(errors.stream()
                .map(error -> error.type().wireName().substring("FieldValue".length()) + " " + error.field() + " "
                        + error.causeMessage().lines().findFirst().orElse(""))
                .distinct()
                .toList());
        List<String> missing = new ArrayList<>();
        for (JsonNode error : expected) {
            String line = error.path(0).asString("") + " " + error.path(1).asString("") + " "
                    + error.path(2).asString("");
            Pattern pattern = Pattern.compile(Pattern.quote(line).replace(ANY, "\\E.*\\Q"));
            said.stream()
                    .filter(ours -> pattern.matcher(ours).matches())
                    .findFirst()
                    .ifPresentOrElse(said::remove, () -> missing.add(line));
        }
        assertThat(said.stream().map(line -> "too much: " + line).toList())
                .as("missing: %s", missing)
                .isEmpty();
        assertThat(missing).isEmpty();
    }
}
