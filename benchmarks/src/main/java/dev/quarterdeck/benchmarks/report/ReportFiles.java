package dev.quarterdeck.benchmarks.report;

import dev.quarterdeck.benchmarks.compare.Bars;
import dev.quarterdeck.benchmarks.compare.Comparison;
import dev.quarterdeck.benchmarks.scale.ScaleReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The page, its pictures, and the data that they were made of, so that a later run of another part keeps what is there. */
public final class ReportFiles {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final List<String> GROWTH = List.of("objects", "watches", "kinds", "kinds-topics");
    private static final String HEAD = """
            # Benchmarks

            Written by `benchmarks/run`; how to run it is in [its README](../benchmarks/README.md). Figures are as measured, good or bad.

            """;

    private final Path page;
    private final Path directory;

    /** @param page such as {@code docs/benchmarks.md}; pictures and data go into {@code docs/benchmarks/} */
    public ReportFiles(Path page) {
        this.page = page;
        this.directory = page.resolveSibling(page.getFileName().toString().replaceFirst("\\.md$", ""));
    }

    public void write(Comparison comparison, Bars bars) {
        save("compare.json", JSON.writeValueAsString(comparison));
        render(bars);
    }

    public void write(Growth growth, Bars bars) {
        save("growth-" + growth.id() + ".json", JSON.writeValueAsString(growth));
        render(bars);
    }

    /** Reports of the same server and number of nodes replace those of earlier runs. */
    public void write(ScaleReport report, Bars bars) {
        save("scale-" + report.server() + "-" + report.nodes() + ".json", JSON.writeValueAsString(report));
        render(bars);
    }

    private List<ScaleReport> scaled() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().matches("scale-.*\\.json"))
                    .map(f -> JSON.readValue(f.toFile(), ScaleReport.class))
                    .sorted(Comparator.comparing(ScaleReport::nodes).thenComparing(ScaleReport::server))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where JMH leaves what it measured. */
    public Path jmhResults() {
        return directory.resolve("jmh.json");
    }

    /** Writes the page anew from the data that is there. */
    public void render(Bars bars) {
        StringBuilder text = new StringBuilder(HEAD);
        Path compared = directory.resolve("compare.json");
        if (Files.exists(compared)) {
            ComparisonSection section =
                    new ComparisonSection(JSON.readValue(compared.toFile(), Comparison.class), bars);
            text.append(section.markdown(directory.getFileName().toString()));
            draw(section.charts());
        }
        for (String id : GROWTH) {
            Path grown = directory.resolve("growth-" + id + ".json");
            if (Files.exists(grown)) {
                GrowthSection section = new GrowthSection(JSON.readValue(grown.toFile(), Growth.class));
                text.append('\n')
                        .append(section.markdown(directory.getFileName().toString()));
                draw(section.charts());
            }
        }
        List<ScaleReport> scaled = scaled();
        if (!scaled.isEmpty()) {
            text.append('\n').append(ScaleSection.markdown(scaled));
        }
        if (Files.exists(jmhResults())) {
            text.append('\n')
                    .append(JmhSection.markdown(JSON.readTree(jmhResults().toFile())));
        }
        put(page, text.toString());
    }

    private void draw(Map<String, Chart> charts) {
        charts.forEach((name, chart) -> save(name + ".svg", SvgCharts.draw(chart)));
    }

    private void save(String name, String content) {
        put(directory.resolve(name), content);
    }

    /** Writes a file anew, with the directories above it. */
    public static void put(Path file, String content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
