package dev.quarterdeck.kube.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.defaulting.BuiltInDefaults;
import dev.quarterdeck.kube.reference.ReferenceData;
import dev.quarterdeck.kube.status.FieldError;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a server of the reference has accepted is valid here too. */
class AcceptReferenceObjectsTest {
    /** Templates with places to fill in, and a mount without a volume. */
    private static final List<String> NOT_VALID = List.of("sample-", "kube-scheduler.yaml");

    /** Some manifests leave it out because whoever applies them fills it in. */
    private static final Pattern ACCOUNT_NAMESPACE = Pattern.compile("subjects\\[\\d+]\\.namespace");

    private static boolean hasGeneratedSelector(ObjectNode object) {
        return object.path("kind").asString("").equals("Job")
                && !object.path("spec").has("selector");
    }

    @TestFactory
    Stream<DynamicTest> acceptsWhatTheReferenceAnswered() {
        return ReferenceData.files("defaulting", ".out.yaml").stream().map(AcceptReferenceObjectsTest::accepted);
    }

    @TestFactory
    Stream<DynamicTest> acceptsObjectsOfTheFirstStart() {
        return ReferenceData.files("bootstrap", ".yaml").stream().map(AcceptReferenceObjectsTest::accepted);
    }

    @TestFactory
    Stream<DynamicTest> acceptsPodsOfThePodSecurityTests() {
        return ReferenceData.files("pod-security", ".yaml").stream()
                .filter(file ->
                        file.toString().contains("/v1.3") || file.toString().contains("/v1.2"))
                .filter(file -> !file.toString().contains("/fail/procmount"))
                .map(AcceptReferenceObjectsTest::accepted);
    }

    @TestFactory
    Stream<DynamicTest> acceptsManifestsOfTheDocumentation() {
        return ReferenceData.files("manifests", ".yaml").stream()
                .filter(file -> NOT_VALID.stream().noneMatch(file.toString()::contains))
                .map(AcceptReferenceObjectsTest::accepted);
    }

    private static DynamicTest accepted(Path file) {
        return DynamicTest.dynamicTest(file.getParent().getFileName() + "/" + file.getFileName(), () -> {
            for (ObjectNode object : ReferenceData.filledIn(file)) {
                if (!object.has("metadata") || hasGeneratedSelector(object)) {
                    continue;
                }
                assertThat(errors(object))
                        .filteredOn(e -> !ACCOUNT_NAMESPACE.matcher(e.field()).matches())
                        .extracting(FieldError::message)
                        .isEmpty();
            }
        });
    }

    private static List<FieldError> errors(ObjectNode object) {
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        metadata.put("name", metadata.path("name").asString("").replace('_', '-'));
        if (Types.of(object).namespaced() && !metadata.has("namespace")) {
            metadata.put("namespace", "default");
        }
        BuiltInDefaults.defaulter().apply(Types.kind(object), object);
        return BuiltInValidation.validator().onCreate(Types.of(object), object);
    }
}
