package dev.quarterdeck.controller.autoscaling;

import dev.quarterdeck.controller.autoscaling.UsagePlanner.Usage;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricValueStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricValueStatusBuilder;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Between what an autoscaler's spec and status say of metrics and what is calculated with. */
final class MetricValues {
    private MetricValues() {}

    static MetricValueStatus average(Usage usage) {
        return new MetricValueStatusBuilder()
                .withAverageValue(quantity(usage.average()))
                .build();
    }

    static MetricValueStatus value(Usage usage) {
        return new MetricValueStatusBuilder()
                .withValue(quantity(usage.average()))
                .build();
    }

    static io.fabric8.kubernetes.api.model.Quantity quantity(long milli) {
        return new io.fabric8.kubernetes.api.model.Quantity(
                Quantity.ofMilli(milli).toString());
    }

    /** Memory is written as the metrics server writes it. */
    static io.fabric8.kubernetes.api.model.Quantity resourceQuantity(String resource, long milli) {
        return resource.equals("memory")
                ? new io.fabric8.kubernetes.api.model.Quantity(
                        Quantity.of(BigDecimal.valueOf(milli, 3), Quantity.Notation.BINARY_SI)
                                .toString())
                : quantity(milli);
    }

    static long milli(io.fabric8.kubernetes.api.model.Quantity quantity) {
        return Quantity.parse(quantity.toString()).milliValue();
    }

    static LabelSelector selector(io.fabric8.kubernetes.api.model.@Nullable LabelSelector selector) {
        if (selector == null) {
            return LabelSelectors.EVERYTHING;
        }
        ObjectNode tree = Json.object();
        ObjectNode labels = tree.putObject("matchLabels");
        if (selector.getMatchLabels() != null) {
            selector.getMatchLabels().forEach(labels::put);
        }
        ArrayNode expressions = tree.putArray("matchExpressions");
        for (LabelSelectorRequirement each : selector.getMatchExpressions()) {
            ObjectNode expression = expressions.addObject();
            expression.put("key", each.getKey()).put("operator", each.getOperator());
            each.getValues().forEach(expression.putArray("values")::add);
        }
        return LabelSelectors.of(tree);
    }
}
