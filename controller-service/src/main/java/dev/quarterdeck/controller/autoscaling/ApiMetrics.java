package dev.quarterdeck.controller.autoscaling;

import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.scale.ScaleTargets;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.client.ObjectApi;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Metrics from metrics.k8s.io, custom.metrics.k8s.io and external.metrics.k8s.io, whoever serves them. */
final class ApiMetrics implements Metrics {
    private static final String USAGE = "/apis/metrics.k8s.io/v1beta1";
    private static final List<String> CUSTOM =
            List.of("/apis/custom.metrics.k8s.io/v1beta2", "/apis/custom.metrics.k8s.io/v1beta1");
    private static final String EXTERNAL = "/apis/external.metrics.k8s.io/v1beta1";
    private static final Duration USUAL_WINDOW = Duration.ofMinutes(1);

    private final ObjectApi api;
    private final ScaleTargets targets;

    ApiMetrics(ObjectApi api, ScaleTargets targets) {
        this.api = api;
        this.targets = targets;
    }

    @Override
    public Map<String, Sample> resource(String namespace, String resource, String container, String podSelector)
            throws MetricException, InterruptedException {
        String path = USAGE + "/namespaces/" + namespace + "/pods?labelSelector=" + encoded(podSelector);
        JsonNode items = get(List.of(path), "resource metrics API", notFound("pods.metrics.k8s.io"))
                .path("items");
        if (items.isEmpty()) {
            throw new MetricException("no metrics returned from resource metrics API");
        }
        Map<String, Sample> samples = new HashMap<>();
        for (JsonNode pod : items) {
            String name = pod.path("metadata").path("name").asString("");
            List<Long> used = new ArrayList<>();
            boolean complete = true;
            for (JsonNode each : pod.path("containers")) {
                if (container.isEmpty() || each.path("name").asString("").equals(container)) {
                    JsonNode value = each.path("usage").path(resource);
                    complete &= value.isString();
                    used.add(value.isString() ? milli(value) : 0);
                }
            }
            if (!container.isEmpty() && used.isEmpty()) {
                throw new MetricException(
                        "container " + container + " not present in metrics for pod " + namespace + "/" + name);
            }
            if (complete && !used.isEmpty()) {
                long sum = used.stream().mapToLong(Long::longValue).sum();
                samples.put(
                        name, new Sample(sum, Pods.time(pod.path("timestamp").asString("")), window(pod)));
            }
        }
        return samples;
    }

    /** Such as {@code 1m30.5s}. */
    private static Duration window(JsonNode pod) {
        try {
            return Duration.parse("PT" + pod.path("window").asString("60s").toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException e) {
            return USUAL_WINDOW;
        }
    }

    @Override
    public Map<String, Sample> pods(String namespace, String metric, String podSelector, LabelSelector metricSelector)
            throws MetricException, InterruptedException {
        JsonNode items = custom("/namespaces/" + namespace + "/pods/*/" + metric + "?labelSelector="
                        + encoded(podSelector) + metricQuery(metricSelector, "&"))
                .path("items");
        if (items.isEmpty()) {
            throw new MetricException("no metrics returned from custom metrics API");
        }
        Map<String, Sample> samples = new HashMap<>();
        for (JsonNode item : items) {
            JsonNode seconds = item.path("windowSeconds");
            samples.put(
                    item.path("describedObject").path("name").asString(""),
                    new Sample(
                            milli(item.path("value")),
                            Pods.time(item.path("timestamp").asString("")),
                            seconds.isNumber() ? Duration.ofSeconds(seconds.longValue()) : USUAL_WINDOW));
        }
        return samples;
    }

    @Override
    public long object(
            String namespace, CrossVersionObjectReference object, String metric, LabelSelector metricSelector)
            throws MetricException, InterruptedException {
        String query = metricQuery(metricSelector, "?");
        JsonNode items = custom(path(namespace, object) + "/" + metric + query).path("items");
        if (items.isEmpty()) {
            throw new MetricException("no metrics returned from custom metrics API");
        }
        return milli(items.get(0).path("value"));
    }

    private String path(String namespace, CrossVersionObjectReference object) throws MetricException {
        String apiVersion = object.getApiVersion() == null ? "" : object.getApiVersion();
        if (object.getKind().equals("Namespace") && !apiVersion.contains("/")) {
            return "/namespaces/" + namespace + "/metrics";
        }
        ApiResource resource = targets.resources(apiVersion, object.getKind()).stream()
                .findFirst()
                .orElseThrow(() -> new MetricException("no matches for kind \"" + object.getKind() + "\" in group \""
                        + apiVersion.replaceFirst("/?[^/]*$", "") + "\""));
        String plural = resource.group().isEmpty() ? resource.plural() : resource.plural() + "." + resource.group();
        String scope = resource.namespaced() ? "/namespaces/" + namespace : "";
        return scope + "/" + plural + "/" + object.getName();
    }

    private JsonNode custom(String rest) throws MetricException, InterruptedException {
        return get(
                CUSTOM.stream().map(root -> root + rest).toList(),
                "custom metrics API",
                "no custom metrics API (custom.metrics.k8s.io) registered");
    }

    @Override
    public List<Long> external(String namespace, String metric, LabelSelector metricSelector)
            throws MetricException, InterruptedException {
        String query = metricSelector.isEverything() ? "" : "?labelSelector=" + encoded(metricSelector.toString());
        JsonNode items = get(
                        List.of(EXTERNAL + "/namespaces/" + namespace + "/" + metric + query),
                        "external metrics API",
                        notFound(metric + ".external.metrics.k8s.io"))
                .path("items");
        if (items.isEmpty()) {
            throw new MetricException("no metrics returned from external metrics API");
        }
        List<Long> values = new ArrayList<>();
        for (JsonNode item : items) {
            values.add(milli(item.path("value")));
        }
        return values;
    }

    private static String metricQuery(LabelSelector selector, String first) {
        return selector.isEverything() ? "" : first + "metricLabelSelector=" + encoded(selector.toString());
    }

    private static long milli(JsonNode value) throws MetricException {
        try {
            return Quantity.parse(value.asString("")).milliValue();
        } catch (IllegalArgumentException e) {
            throw new MetricException("unable to parse metric value \"" + value.asString("") + "\"");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String notFound(String what) {
        return "the server could not find the requested resource (get " + what + ")";
    }

    /**
     * From the first of these paths that is served.
     *
     * @param notServed what is said where none is
     */
    private ObjectNode get(List<String> paths, String source, String notServed)
            throws MetricException, InterruptedException {
        MetricException failure = new MetricException("unable to fetch metrics from " + source);
        for (String path : paths) {
            try {
                return Json.read(api.transport().exchange(ApiRequest.get(path)));
            } catch (ApiException e) {
                boolean served =
                        e.code() != StatusReason.NOT_FOUND.code() || e.details().kind() != null;
                failure = new MetricException(
                        "unable to fetch metrics from " + source + ": " + (served ? e.getMessage() : notServed));
                if (e.code() != StatusReason.NOT_FOUND.code()) {
                    break;
                }
            }
        }
        throw failure;
    }
}
