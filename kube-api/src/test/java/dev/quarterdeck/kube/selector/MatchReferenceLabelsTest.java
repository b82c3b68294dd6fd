package dev.quarterdeck.kube.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.reference.ReferenceData;
import dev.quarterdeck.kube.status.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every field label of every kind that is served: what it is called inside, that objects have it, and what is said to all others. */
class MatchReferenceLabelsTest {
    /** Served by no default server. */
    private static final List<String> NOT_SERVED = List.of("ClusterTrustBundle", "PodCertificateRequest");
    /** Follow a definition's own fields: {@code DefinitionReaderTest}. */
    private static final String CUSTOM = "(custom resource)";

    @TestFactory
    Stream<DynamicTest> knowsTheLabelsOfTheReference() throws IOException {
        return Files.readAllLines(ReferenceData.folder("facts").resolve("field-labels.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .filter(row -> !row[0].equals(CUSTOM) && !NOT_SERVED.contains(row[0]))
                .map(row -> DynamicTest.dynamicTest(String.join(" ", row[0], row[1], row[2]), () -> check(row)));
    }

    private static void check(String[] row) {
        boolean others = row[0].startsWith("(");
        ResourceType type = others
                ? type("apps/v1", "Deployment").orElseThrow()
                : type(row[1].split(", ")[0], row[0]).orElseThrow();
        if (row[2].equals("(any other)")) {
            refuses(type, row[4]);
            return;
        }
        assertThat(FieldSelectors.parse(type, row[2] + "=x").terms())
                .containsExactly(new FieldSelector.Term(row[3], "x", true));
        if (!row[3].equals("status.podIPs")) {
            assertThat(SelectableFields.of(type.stored()).extract(Json.read("{}".getBytes(StandardCharsets.UTF_8))))
                    .as("what objects can be asked for")
                    .containsKey(row[3]);
        }
        if (others && row[2].equals("metadata.namespace")) {
            refuses(type, row[4]);
            assertThat(FieldSelectors.parse(
                                    type("rbac.authorization.k8s.io/v1", "ClusterRole")
                                            .orElseThrow(),
                                    "metadata.namespace=")
                            .terms())
                    .hasSize(1);
        }
    }

    private static void refuses(ResourceType type, String note) {
        String words = note.substring(note.indexOf("400 BadRequest: ") + "400 BadRequest: ".length());
        assertThatThrownBy(() -> FieldSelectors.parse(type, "no.such=x"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessage(words.replace("LABEL", "no.such"));
    }

    private static Optional<ResourceType> type(String apiVersion, String kind) {
        return BuiltInResources.catalog().findKind(GroupVersionKind.of(apiVersion, kind));
    }
}
