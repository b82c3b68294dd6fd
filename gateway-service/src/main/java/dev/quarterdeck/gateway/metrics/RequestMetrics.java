package dev.quarterdeck.gateway.metrics;

import dev.quarterdeck.gateway.route.RequestInfo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts requests under the names and labels of the reference's stable metrics. Meters are made once per combination of labels. Thread-safe. */
public final class RequestMetrics {
    private static final Duration[] BUCKETS = buckets();

    private final MeterRegistry registry;
    private final ConcurrentMap<Labels, Meters> meters = new ConcurrentHashMap<>();
    private final ConcurrentMap<Labels, AtomicInteger> longRunning = new ConcurrentHashMap<>();

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Labels(
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String scope,
            String dryRun,
            int code) {}

    private record Meters(Counter total, Timer duration) {}

    /** Once per request, when it is over. */
    public void finished(RequestInfo request, String dryRun, int code, long nanos) {
        Labels labels = labels(request, dryRun, code);
        Meters m = meters.get(labels);
        if (m == null) {
            m = meters.computeIfAbsent(labels, this::make);
        }
        m.total().increment();
        m.duration().record(nanos, TimeUnit.NANOSECONDS);
    }

    /** The gauge of open streams of this kind: add 1 at the start and -1 at the end. */
    public void longRunning(RequestInfo request, int delta) {
        longRunning
                .computeIfAbsent(
                        labels(request, "", 0),
                        labels -> registry.gauge(
                                "apiserver_longrunning_requests",
                                Tags.of(
                                        "verb",
                                        labels.verb(),
                                        "group",
                                        labels.group(),
                                        "version",
                                        labels.version(),
                                        "resource",
                                        labels.resource(),
                                        "subresource",
                                        labels.subresource(),
                                        "scope",
                                        labels.scope(),
                                        "component",
                                        "apiserver"),
                                new AtomicInteger()))
                .addAndGet(delta);
    }

    private static Labels labels(RequestInfo request, String dryRun, int code) {
        boolean known = request.type() != null;
        boolean resource = !request.resource().isEmpty();
        String verb = request.verb().toUpperCase(Locale.ROOT);
        return new Labels(
                switch (verb) {
                    case "CREATE" -> "POST";
                    case "UPDATE" -> "PUT";
                    default -> verb;
                },
                known ? request.group() : "",
                known ? request.version() : "",
                known ? request.resource() : "",
                known ? request.subresource() : resource ? "" : knownPath(request.path()),
                !known
                        ? ""
                        : !request.name().isEmpty()
                                ? "resource"
                                : request.namespace().isEmpty() ? "cluster" : "namespace",
                dryRun,
                code);
    }

    /** Paths are labels only where they are few; whatever else clients send counts as one. */
    private static String knownPath(String path) {
        return switch (path) {
            case "/healthz",
                    "/livez",
                    "/readyz",
                    "/version",
                    "/metrics",
                    "/metrics/slis",
                    "/api",
                    "/apis",
                    "/openapi/v2",
                    "/openapi/v3" -> path;
            default -> "";
        };
    }

    private Meters make(Labels labels) {
        Tags base = Tags.of(
                "verb",
                labels.verb(),
                "dry_run",
                labels.dryRun(),
                "group",
                labels.group(),
                "version",
                labels.version(),
                "resource",
                labels.resource(),
                "subresource",
                labels.subresource(),
                "scope",
                labels.scope(),
                "component",
                "apiserver");
        return new Meters(
                Counter.builder("apiserver_request")
                        .description("Requests by verb, resource and code")
                        .tags(base.and("code", Integer.toString(labels.code())))
                        .register(registry),
                Timer.builder("apiserver_request_duration")
                        .description("Seconds from the first byte of a request to the last of its answer")
                        .tags(base)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry));
    }

    private static Duration[] buckets() {
        double[] seconds = {
            0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60
        };
        Duration[] result = new Duration[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            result[i] = Duration.ofMillis(Math.round(seconds[i] * 1000));
        }
        return result;
    }
}
