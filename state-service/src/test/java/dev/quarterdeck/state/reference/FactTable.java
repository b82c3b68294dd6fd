package dev.quarterdeck.state.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** A table of facts of the reference data beside the repository. */
public final class FactTable {
    private FactTable() {}

    /** The rows, cell by cell, without the heading; skips the test, with a message, where the data is absent. */
    public static List<String[]> rows(String name) {
        Optional<Path> file = above("shared/kubernetes-1.36/facts/" + name);
        assumeTrue(file.isPresent(), "needs shared/kubernetes-1.36 beside the repository");
        try (Stream<String> lines = Files.lines(file.orElseThrow())) {
            return lines.skip(1).map(line -> line.split("\t", -1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One test for each row, by its first two cells; where the table is absent, one for each that cases are known for. */
    static Stream<DynamicTest> tests(String name, Map<String, List<Runnable>> tried) {
        Stream<String> names = above("shared/kubernetes-1.36/facts/" + name).isPresent()
                ? rows(name).stream().map(row -> row[0] + " | " + row[1])
                : tried.keySet().stream();
        return names.map(row -> DynamicTest.dynamicTest(row, () -> {
            List<Runnable> cases = tried.getOrDefault(row, List.of());
            assertThat(cases).as("cases").isNotEmpty();
            cases.forEach(Runnable::run);
        }));
    }

    /** Of a test class of any module; empty where there is none. */
    static String source(String test) {
        Path root = above("architecture-tests").orElseThrow().getParent();
        try (Stream<Path> files = Files.find(
                root,
                12,
                (file, attributes) ->
                        file.endsWith(test + ".java") && file.toString().contains("/src/test/"))) {
            Optional<Path> found = files.findAny();
            return found.isPresent() ? Files.readString(found.get()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> above(String path) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(path))) {
                return Optional.of(at.resolve(path));
            }
        }
        return Optional.empty();
    }
}
