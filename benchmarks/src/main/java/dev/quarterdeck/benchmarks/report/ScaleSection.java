package dev.quarterdeck.benchmarks.report;

import dev.quarterdeck.benchmarks.scale.Figure;
import dev.quarterdeck.benchmarks.scale.ScaleReport;
import java.util.List;

/** Runs on simulated nodes as Markdown. Pure. */
final class ScaleSection {
    private ScaleSection() {}

    static String markdown(List<ScaleReport> reports) {
        StringBuilder out = new StringBuilder("""
                ## Scale: simulated nodes

                One machine, client included; CPU seconds and peak memory (proportional share) are those of all processes of the server together. Times are from asking until the
                status of the Deployments, or of the nodes, says that it is so. Nothing is warmed up: each run begins with an empty store and a cold server. Pods ask for 10m CPU
                and 16Mi, one container each.
                """);
        for (ScaleReport report : reports) {
            out.append("\n### ")
                    .append(report.server())
                    .append(", ")
                    .append(Numbers.of(report.nodes()))
                    .append(" nodes\n\nMeasured ")
                    .append(report.measured())
                    .append("; ")
                    .append(report.about())
                    .append(".\n\n| what | seconds | CPU s | peak MB | |\n|---|---:|---:|---:|---|\n");
            for (Figure figure : report.figures()) {
                out.append("| ")
                        .append(figure.what())
                        .append(" | ")
                        .append(Numbers.of(figure.seconds()))
                        .append(" | ")
                        .append(Numbers.of(figure.cpuSeconds()))
                        .append(" | ")
                        .append(Numbers.of(figure.peakMegabytes()))
                        .append(" | ")
                        .append(figure.note() == null ? "" : figure.note())
                        .append(" |\n");
            }
        }
        return out.toString();
    }
}
