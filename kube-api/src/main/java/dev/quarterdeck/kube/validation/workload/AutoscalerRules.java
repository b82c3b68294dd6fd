package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import java.util.Locale;

/** HorizontalPodAutoscaler in both versions: v1 has none of the fields that only v2 knows. */
public final class AutoscalerRules implements KindRules {
    private static final int MOST_WINDOW_SECONDS = 3600;
    private static final int MOST_PERIOD_SECONDS = 1800;
    private static final String[] TYPES = {"ContainerResource", "External", "Object", "Pods", "Resource"};

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        Field least = spec.at("minReplicas");
        Field most = spec.at("maxReplicas");
        Check.atLeast(least, 1);
        if (most.number() == 0) {
            most.required("must be set and greater than 0");
        } else {
            Check.atLeast(most, 1);
        }
        if (least.isSet() && most.number() < least.number()) {
            most.invalidAs(Long.toString(most.number()), "must be greater than or equal to `minReplicas`");
        }
        reference(spec.at("scaleTargetRef"));
        Field version = spec.at("scaleTargetRef", "apiVersion");
        boolean core = version.text().indexOf('/') <= 0;
        if (core && !spec.at("scaleTargetRef", "kind").is("ReplicationController")) {
            version.invalid("apiVersion must specify API group");
        }
        Field metrics = spec.at("metrics");
        metrics.items().forEach(AutoscalerRules::metric);
        cpuTarget(spec);
        if (least.isSet()
                && least.number() == 0
                && metrics.items().stream()
                        .noneMatch(
                                m -> m.at("type").is("Object") || m.at("type").is("External"))) {
            metrics.forbidden(
                    "must specify at least one Object or External metric to support scaling to zero replicas");
        }
        for (String direction : new String[] {"scaleUp", "scaleDown"}) {
            if (spec.at("behavior", direction).isSet()) {
                scaling(spec.at("behavior", direction));
            }
        }
    }

    /** What version 1 has instead of metrics, under the name it has in version 2. */
    private static void cpuTarget(Field spec) {
        Field percentage = spec.at("targetCPUUtilizationPercentage");
        if (percentage.isSet()) {
            Check.positive(
                    percentage.as(spec.at("metrics").item(0).at("resource", "target", "averageUtilization")),
                    "must be greater than 0");
        }
    }

    private static void reference(Field reference) {
        for (String field : new String[] {"kind", "name"}) {
            if (Check.required(reference.at(field))) {
                reference
                        .at(field)
                        .invalid(Formats.pathSegment(reference.at(field).text()));
            }
        }
        Field version = reference.at("apiVersion");
        if (version.text().chars().filter(c -> c == '/').count() > 1) {
            version.invalid("unexpected GroupVersion string: " + version.text());
        }
    }

    private static void metric(Field metric) {
        Field type = metric.at("type");
        Check.required(type, "must specify a metric source type");
        boolean known = Check.oneOf(type, TYPES);
        String expected = known
                ? type.text().substring(0, 1).toLowerCase(Locale.ROOT)
                        + type.text().substring(1)
                : "";
        for (String source : new String[] {"object", "external", "pods", "resource", "containerResource"}) {
            if (metric.at(source).isSet()) {
                source(metric.at(source), source);
                break;
            }
        }
        if (known && !metric.at(expected).isSet()) {
            metric.at(expected).required("must populate information for the given metric source");
        }
        for (String source : new String[] {"containerResource", "external", "object", "pods", "resource"}) {
            if (known && metric.at(source).isSet() && !source.equals(expected)) {
                metric.at(source).forbidden("must populate the given metric source only");
            }
        }
    }

    private static void source(Field source, String kind) {
        switch (kind) {
            case "object" -> {
                reference(source.at("describedObject"));
                name(source.at("metric"));
            }
            case "external" -> {
                name(source.at("metric"));
                Check.labelSelector(source.at("metric", "selector"));
            }
            case "pods" -> name(source.at("metric"));
            default -> {
                if (kind.equals("containerResource")) {
                    if (Check.required(source.at("container"), "must specify a container")) {
                        Check.dnsLabel(source.at("container"));
                    }
                }
                if (Check.required(source.at("name"), "must specify a resource name")
                        && kind.equals("containerResource")) {
                    Check.qualifiedName(source.at("name"));
                }
            }
        }
        target(source.at("target"));
        Field target = source.at("target");
        boolean utilization = target.at("averageUtilization").isSet();
        boolean average = target.at("averageValue").isSet();
        boolean value = target.at("value").isSet();
        if (kind.endsWith("esource")) {
            if (!utilization && !average) {
                target.at("averageUtilization").required("must set either a target raw value or a target utilization");
            } else if (utilization && average) {
                target.at("averageValue").forbidden("may not set both a target raw value and a target utilization");
            }
        } else if (kind.equals("pods")) {
            if (!average || Check.quantity(target.at("averageValue")).signum() <= 0) {
                target.at("averageValue").required("must specify a positive target averageValue");
            }
        } else if (!value && !average) {
            target.at("averageValue").required("must set either a target value or averageValue");
        }
    }

    private static void name(Field metric) {
        Field name = metric.at("name");
        if (Check.required(name, "must specify a metric name")) {
            name.invalid(Formats.pathSegment(name.text()));
        }
    }

    private static void target(Field target) {
        Field type = target.at("type");
        if (Check.required(type, "must specify a metric target type")
                && !type.is("Utilization")
                && !type.is("Value")
                && !type.is("AverageValue")) {
            type.invalid("must be either Utilization, Value, or AverageValue");
        }
        for (String field : new String[] {"value", "averageValue"}) {
            if (target.at(field).isSet() && Check.quantity(target.at(field)).signum() != 1) {
                target.at(field).invalid("must be positive");
            }
        }
        Field utilization = target.at("averageUtilization");
        if (utilization.isSet() && utilization.number() < 1) {
            utilization.invalid("must be greater than 0");
        }
    }

    private static void scaling(Field rules) {
        Field window = rules.at("stabilizationWindowSeconds");
        if (window.isSet() && window.number() < 0) {
            window.invalid("must be greater than or equal to zero");
        } else if (window.number() > MOST_WINDOW_SECONDS) {
            window.invalid("must be less than or equal to " + MOST_WINDOW_SECONDS);
        }
        Check.oneOfIfSet(rules.at("selectPolicy"), "Disabled", "Max", "Min");
        Check.required(rules.at("policies"), "must specify at least one Policy");
        for (Field policy : rules.at("policies").items()) {
            Check.oneOf(policy.at("type"), "Percent", "Pods");
            for (String field : new String[] {"value", "periodSeconds"}) {
                if (policy.at(field).number() <= 0) {
                    policy.at(field).invalidAs(Long.toString(policy.at(field).number()), "must be greater than zero");
                }
            }
            if (policy.at("periodSeconds").number() > MOST_PERIOD_SECONDS) {
                policy.at("periodSeconds").invalid("must be less than or equal to " + MOST_PERIOD_SECONDS);
            }
        }
        Check.notNegativeQuantity(rules.at("tolerance"));
    }

    @Override
    public void status(Field object, Field old) {
        ReplicaStatusRules.notNegative(object.at("status"), "currentReplicas", "desiredReplicas");
    }
}
