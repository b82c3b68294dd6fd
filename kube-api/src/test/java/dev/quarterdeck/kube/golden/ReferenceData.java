package dev.quarterdeck.kube.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.kube.codec.JsonTreeReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The reference data beside the project, where it is there; tests that need it are skipped where it is not. */
public final class ReferenceData {

    private static final String PLACE = "shared/kubernetes-1.36";

    private ReferenceData() {}

    /** The folder; ends the test as skipped, or as failed where {@code QUARTERDECK_REQUIRE_REAL=1}, if it is absent. */
    public static Path folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(PLACE))) {
                return at.resolve(PLACE);
            }
        }
        if ("1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"))) {
            assertThat(PLACE).as("reference data above the working directory").isNull();
        }
        assumeTrue(false, "no " + PLACE + " above the working directory: comparison with the reference is skipped");
        throw new IllegalStateException();
    }

    public static JsonNode json(String file) {
        return JsonTreeReader.read(bytes(folder().resolve(file))).tree();
    }

    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of the files in a folder, in order. */
    public static List<String> files(String folder) {
        try (Stream<Path> files = Files.list(folder().resolve(folder))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
