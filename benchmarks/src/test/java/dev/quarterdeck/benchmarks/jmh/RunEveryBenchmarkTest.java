package dev.quarterdeck.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs each benchmark once, in this JVM and without looking at the time it takes, so that none of them rots. */
class RunEveryBenchmarkTest {
    @Test
    void everyBenchmarkRuns() throws Exception {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(1))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        Set<String> ran = results.stream()
                .map(r -> r.getParams().getBenchmark().replaceFirst("\\.\\w+$", ""))
                .map(c -> c.substring(c.lastIndexOf('.') + 1))
                .collect(Collectors.toSet());
        assertThat(ran).containsExactlyInAnyOrderElementsOf(classes());
    }

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/jmh/java/dev/quarterdeck/benchmarks/jmh"))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith("Benchmark.java"))
                    .map(f -> f.replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }
}
