package dev.quarterdeck.state.kind.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.KindTraits.DefaultDeletion;
import dev.quarterdeck.state.kind.KindTraits.Generation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Row by row: the rules of every served kind are those of the reference. */
class BuiltInStrategiesTest {
    private final BuiltInStrategies strategies = new BuiltInStrategies();

    @TestFactory
    Stream<DynamicTest> followsTheReference() throws IOException {
        Path table = table();
        if (!Files.exists(table)) {
            return Stream.of();
        }
        return Files.readAllLines(table).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .filter(row -> !row[0].startsWith("("))
                .flatMap(row -> served(row[0])
                        .map(type -> DynamicTest.dynamicTest(
                                type.gvr().apiVersion() + " " + row[0], () -> compare(row, type))));
    }

    private static Path table() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("shared/kubernetes-1.36/facts/strategy.tsv");
            if (Files.exists(found)) {
                return found;
            }
        }
        return Path.of("nowhere");
    }

    private static Stream<ResourceType> served(String kind) {
        return BuiltInResources.catalog().all().stream()
                .filter(t -> t.gvk().kind().equals(kind) && t.stored() != null);
    }

    private void compare(String[] row, ResourceType type) {
        KindTraits traits = strategies.of(type.stored()).traits();
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
        assertThat(traits.generation()).as("generation").isEqualTo(generation(row[7]));
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
