package dev.quarterdeck.benchmarks.cli;

import dev.quarterdeck.benchmarks.compare.Bars;
import dev.quarterdeck.benchmarks.report.ReportFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the source tree is, and where the report goes. */
final class ReportOption {
    @Option(names = "--home", paramLabel = "DIR", description = "the source tree")
    private Path home = Path.of(System.getProperty("benchmarks.home", "."));

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "the page; pictures and data go into a directory of its name (docs/benchmarks.md)")
    private @Nullable Path report;

    Path home() {
        return home.toAbsolutePath().normalize();
    }

    Path page() {
        return report == null ? home().resolve("docs/benchmarks.md") : report.toAbsolutePath();
    }

    ReportFiles files() {
        return new ReportFiles(page());
    }

    Bars bars() throws IOException {
        return Bars.parse(Files.readAllBytes(home().resolve("benchmarks/bars.yaml")));
    }
}
