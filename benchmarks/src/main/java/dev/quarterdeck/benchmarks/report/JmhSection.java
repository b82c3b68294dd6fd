package dev.quarterdeck.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** JMH's results as a table. Pure. */
final class JmhSection {
    private JmhSection() {}

    /** @param results what JMH writes as JSON */
    static String markdown(JsonNode results) {
        StringBuilder out = new StringBuilder("""
                ## Hot paths by themselves

                JMH, average time per operation and bytes allocated per operation, without stores and network. What each benchmark does is in
                `benchmarks/src/jmh`.

                | benchmark | with | time | ± | | allocated B |
                |---|---|---:|---:|---|---:|
                """);
        for (JsonNode result : results) {
            JsonNode metric = result.path("primaryMetric");
            String[] name = result.path("benchmark").asString().split("\\.");
            out.append("| ").append(name[name.length - 2]).append('.').append(name[name.length - 1]);
            out.append(" | ").append(parameters(result.path("params")));
            out.append(" | ").append(Numbers.of(metric.path("score").asDouble()));
            JsonNode error = metric.path("scoreError");
            out.append(" | ").append(error.isNumber() ? Numbers.of(error.asDouble()) : "");
            out.append(" | ").append(metric.path("scoreUnit").asString().replace("us/", "µs/"));
            JsonNode allocated =
                    result.path("secondaryMetrics").path("gc.alloc.rate.norm").path("score");
            out.append(" | ")
                    .append(allocated.isNumber() ? Numbers.of(allocated.asDouble()) : "")
                    .append(" |\n");
        }
        return out.toString();
    }

    private static String parameters(JsonNode params) {
        List<String> all = new ArrayList<>();
        params.properties()
                .forEach(p -> all.add(p.getKey() + " "
                        + (p.getValue().asString().isEmpty()
                                ? "none"
                                : "`" + p.getValue().asString() + "`")));
        return String.join(", ", all);
    }
}
