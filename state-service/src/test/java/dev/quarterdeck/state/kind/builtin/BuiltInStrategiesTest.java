package dev.quarterdeck.state.kind.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.apply.FieldFilter;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.KindTraits.DefaultDeletion;
import dev.quarterdeck.state.kind.KindTraits.Generation;
import dev.quarterdeck.state.kind.Strategy;
import dev.quarterdeck.state.reference.FactTable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Row by row: the rules of every served kind are those of the reference. */
class BuiltInStrategiesTest {
    private final BuiltInStrategies strategies = new BuiltInStrategies();

    @TestFactory
    Stream<DynamicTest> followsTheReference() {
        return FactTable.rows("strategy.tsv").stream()
                .filter(row -> !row[0].startsWith("("))
                .flatMap(row -> served(row[0])
                        .map(type -> DynamicTest.dynamicTest(
                                type.gvr().apiVersion() + " " + row[0], () -> compare(row, type))));
    }

    private static Stream<ResourceType> served(String kind) {
        return BuiltInResources.catalog().all().stream()
                .filter(t -> t.gvk().kind().equals(kind) && t.stored() != null);
    }

    private void compare(String[] row, ResourceType type) {
        Strategy strategy = strategies.of(type.stored());
        KindTraits traits = strategy.traits();
        assertThat(traits.createOnUpdate()).as("create on update").isEqualTo(row[1].equals("PUT creates"));
        assertThat(traits.unconditionalUpdate()).as("unconditional update").isEqualTo(row[2].equals("yes"));
        assertThat(traits.deletion()).as("default deletion").isEqualTo(deletion(row[3]));
        boolean status = type.subresource("status").isPresent();
        assertThat(traits.status()).as("status apart").isEqualTo(status);
        if (status && row[5].contains("metadata")) {
            assertThat(traits.statusMetadata() != KindTraits.StatusMetadata.FROM_REQUEST || row[0].equals("Pod"))
                    .as("metadata in a status update")
                    .isTrue();
        }
        assertThat(strategy.ownable(""))
                .as("fields that the main road never owns")
                .isEqualTo(without(row[4]));
        if (status) {
            assertThat(strategy.ownable("status"))
                    .as("fields that /status never owns")
                    .isEqualTo(without(row[5]));
        }
        assertThat(traits.generation()).as("generation").isEqualTo(generation(row[7]));
    }

    private static FieldFilter without(String fields) {
        return fields.isEmpty() ? FieldFilter.ALL : FieldFilter.excluding(List.of(fields.split(", ")));
    }

    private static DefaultDeletion deletion(String word) {
        return switch (word) {
            case "background" -> DefaultDeletion.BACKGROUND;
            case "orphan" -> DefaultDeletion.ORPHAN;
            default -> DefaultDeletion.UNSUPPORTED;
        };
    }

    private static Generation generation(String words) {
        return switch (words) {
            case "not kept" -> Generation.NONE;
            case "1, never changes" -> Generation.of();
            case "not set on create; +1 per spec change" -> new Generation(false, List.of("spec"));
            case "anything but metadata, or metadata.labels" -> Generation.of("*", "metadata.labels");
            case "spec or metadata.annotations" -> Generation.of("spec", "metadata.annotations");
            case "template", "webhooks" -> Generation.of(words);
            default -> Generation.SPEC;
        };
    }
}
