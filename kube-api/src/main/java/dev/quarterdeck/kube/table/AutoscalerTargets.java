package dev.quarterdeck.kube.table;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The metrics of an autoscaler, each as {@code current/target}; at most two are shown. */
final class AutoscalerTargets {
    private static final int MOST = 2;

    private AutoscalerTargets() {}

    static String print(ObjectNode autoscaler) {
        JsonNode spec = autoscaler.path("spec");
        JsonNode status = autoscaler.path("status");
        JsonNode metrics = spec.path("metrics");
        if (metrics.isEmpty()) {
            return v1(spec, status);
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < metrics.size(); i++) {
            parts.add(metric(metrics.get(i), status.path("currentMetrics").path(i)));
        }
        return Cells.firstOf(parts, MOST, ", ");
    }

    /** autoscaling/v1 knows one metric. */
    private static String v1(JsonNode spec, JsonNode status) {
        JsonNode target = spec.path("targetCPUUtilizationPercentage");
        if (!target.isNumber()) {
            return Cells.NONE;
        }
        return "cpu: " + percent(status.path("currentCPUUtilizationPercentage"), Cells.UNKNOWN) + "/"
                + percent(target, "<auto>");
    }

    private static String metric(JsonNode metric, JsonNode now) {
        return switch (Cells.text(metric, "type")) {
            case "External" -> amount(metric.path("external"), now.path("external"));
            case "Object" -> amount(metric.path("object"), now.path("object"));
            case "Pods" ->
                Cells.text(now.path("pods").path("current"), "averageValue", Cells.UNKNOWN)
                        + "/"
                        + Cells.text(metric.path("pods").path("target"), "averageValue");
            case "Resource" -> resource(metric.path("resource"), now.path("resource"));
            case "ContainerResource" -> resource(metric.path("containerResource"), now.path("containerResource"));
            default -> "<unknown type>";
        };
    }

    private static String amount(JsonNode source, JsonNode now) {
        String average = Cells.text(source.path("target"), "averageValue");
        if (!average.isEmpty()) {
            return Cells.text(now.path("current"), "averageValue", Cells.UNKNOWN) + "/" + average + " (avg)";
        }
        String current = now.isObject() ? Cells.text(now.path("current"), "value", "0") : Cells.UNKNOWN;
        return current + "/" + Cells.text(source.path("target"), "value");
    }

    private static String resource(JsonNode source, JsonNode now) {
        JsonNode target = source.path("target");
        String average = Cells.text(target, "averageValue");
        String pair = average.isEmpty()
                ? percent(now.path("current").path("averageUtilization"), Cells.UNKNOWN) + "/"
                        + percent(target.path("averageUtilization"), "<auto>")
                : Cells.text(now.path("current"), "averageValue", Cells.UNKNOWN) + "/" + average;
        return Cells.text(source, "name") + ": " + pair;
    }

    private static String percent(JsonNode number, String otherwise) {
        return number.isNumber() ? number.asLong(0) + "%" : otherwise;
    }
}
