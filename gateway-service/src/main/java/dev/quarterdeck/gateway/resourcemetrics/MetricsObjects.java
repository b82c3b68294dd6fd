package dev.quarterdeck.gateway.resourcemetrics;

import dev.quarterdeck.gateway.resourcemetrics.NodeSample.Amounts;
import dev.quarterdeck.gateway.resourcemetrics.NodeSample.ContainerSample;
import dev.quarterdeck.gateway.resourcemetrics.NodeSample.PodSample;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.stream.cache.CachedObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** NodeMetrics, PodMetrics, and their rows in Tables. Pure. */
final class MetricsObjects {
    /** Over which nodes count what is used. */
    private static final String WINDOW = "10s";

    private static final int NANO = 9;

    private MetricsObjects() {}

    static ObjectNode node(CachedObject node, Amounts amounts, Instant now) {
        ObjectNode metrics = head(node, amounts.time(), now);
        usage(metrics, amounts);
        return metrics;
    }

    static ObjectNode pod(CachedObject pod, PodSample sample, Instant now) {
        ObjectNode metrics = head(pod, sample.time(), now);
        ArrayNode containers = metrics.putArray("containers");
        for (ContainerSample container : sample.containers()) {
            usage(containers.addObject().put("name", container.name()), container.amounts());
        }
        return metrics;
    }

    private static ObjectNode head(CachedObject object, Instant time, Instant now) {
        ObjectNode metrics = Json.object();
        ObjectNode metadata =
                metrics.putObject("metadata").put("name", object.key().name());
        if (!object.key().namespace().isEmpty()) {
            metadata.put("namespace", object.key().namespace());
        }
        metadata.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
        if (!object.labels().isEmpty()) {
            object.labels().forEach(metadata.putObject("labels")::put);
        }
        return metrics.put("timestamp", time.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("window", WINDOW);
    }

    private static void usage(ObjectNode tree, Amounts amounts) {
        tree.putObject("usage")
                .put("cpu", cpu(amounts.nanoCores()).toString())
                .put("memory", Quantity.ofBytes(amounts.memoryBytes()).toString());
    }

    private static Quantity cpu(long nanoCores) {
        return Quantity.of(BigDecimal.valueOf(nanoCores, NANO), Quantity.Notation.DECIMAL_SI);
    }

    static void columns(ArrayNode columns) {
        column(columns, "Name", "name", "Name of the resource");
        column(columns, "cpu", "quantity", "");
        column(columns, "memory", "quantity", "");
        column(columns, "Window", "duration", "");
    }

    private static void column(ArrayNode columns, String name, String format, String description) {
        columns.addObject()
                .put("name", name)
                .put("type", "string")
                .put("format", format)
                .put("description", description)
                .put("priority", 0);
    }

    /** What a pod's containers use is added up. */
    static ArrayNode cells(ObjectNode metrics) {
        Map<String, Quantity> sums = new LinkedHashMap<>();
        add(sums, metrics.path("usage"));
        metrics.path("containers").forEach(container -> add(sums, container.path("usage")));
        ArrayNode cells = Json.object().putArray("cells");
        cells.add(metrics.path("metadata").path("name"));
        cells.add(sums.getOrDefault("cpu", Quantity.ZERO).toString());
        cells.add(sums.getOrDefault("memory", Quantity.ZERO).toString());
        return cells.add(WINDOW);
    }

    private static void add(Map<String, Quantity> sums, JsonNode usage) {
        usage.properties()
                .forEach(each ->
                        sums.merge(each.getKey(), Quantity.parse(each.getValue().asString("0")), Quantity::plus));
    }

    static ObjectNode kind(ResourceType type, String suffix, ObjectNode content) {
        ObjectNode object = Json.object()
                .put("kind", type.gvk().kind() + suffix)
                .put("apiVersion", type.gvr().apiVersion());
        object.setAll(content);
        return object;
    }
}
