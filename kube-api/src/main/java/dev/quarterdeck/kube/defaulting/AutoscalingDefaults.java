package dev.quarterdeck.kube.defaulting;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** HorizontalPodAutoscaler in both its versions. */
final class AutoscalingDefaults {
    private static final String V1_METRICS = "autoscaling.alpha.kubernetes.io/metrics";
    private static final int PERIOD_SECONDS = 15;

    private AutoscalingDefaults() {}

    static void v1(ObjectNode autoscaler) {
        Fields.withMade(autoscaler, "spec", spec -> {
            Fields.number(spec, "minReplicas", 1);
            boolean other = !autoscaler
                    .path("metadata")
                    .path("annotations")
                    .path(V1_METRICS)
                    .asString("")
                    .isEmpty();
            if (!other) {
                Fields.number(spec, "targetCPUUtilizationPercentage", 80);
            }
        });
        Fields.withMade(autoscaler, "status", status -> {
            Fields.number(status, "currentReplicas", 0);
            Fields.number(status, "desiredReplicas", 0);
        });
    }

    static void v2(ObjectNode autoscaler) {
        Fields.withMade(autoscaler, "spec", spec -> {
            Fields.number(spec, "minReplicas", 1);
            if (Fields.isEmpty(spec, "metrics")) {
                ObjectNode metric = spec.putArray("metrics").addObject().put("type", "Resource");
                metric.putObject("resource")
                        .put("name", "cpu")
                        .putObject("target")
                        .put("type", "Utilization")
                        .put("averageUtilization", 80);
            }
            Fields.each(spec, "metrics", AutoscalingDefaults::metric);
            Fields.withObject(spec, "behavior", AutoscalingDefaults::behavior);
        });
        Fields.withMade(autoscaler, "status", status -> {
            Fields.nothing(status, "currentMetrics");
            Fields.number(status, "desiredReplicas", 0);
        });
    }

    private static void metric(ObjectNode metric) {
        for (String source : new String[] {"object", "pods", "resource", "containerResource", "external"}) {
            Fields.withObject(
                    metric,
                    source,
                    s -> Fields.withObject(s, "target", target -> {
                        Quantities.value(target, "value");
                        Quantities.value(target, "averageValue");
                    }));
        }
    }

    /** Up at once: four pods or double the number every 15 seconds, whichever is more. Down to any number every 15 seconds. */
    private static void behavior(ObjectNode behavior) {
        Fields.withMade(behavior, "scaleUp", rules -> {
            Fields.number(rules, "stabilizationWindowSeconds", 0);
            Fields.textIfAbsent(rules, "selectPolicy", "Max");
            if (!Fields.has(rules, "policies")) {
                ArrayNode policies = rules.putArray("policies");
                policy(policies, "Pods", 4);
                policy(policies, "Percent", 100);
            }
        });
        Fields.withMade(behavior, "scaleDown", rules -> {
            Fields.textIfAbsent(rules, "selectPolicy", "Max");
            if (!Fields.has(rules, "policies")) {
                policy(rules.putArray("policies"), "Percent", 100);
            }
        });
        tolerance(behavior, "scaleUp");
        tolerance(behavior, "scaleDown");
    }

    private static void tolerance(ObjectNode behavior, String direction) {
        Fields.withObject(behavior, direction, rules -> Quantities.value(rules, "tolerance"));
    }

    private static void policy(ArrayNode policies, String type, int value) {
        policies.addObject().put("type", type).put("value", value).put("periodSeconds", PERIOD_SECONDS);
    }
}
