package dev.quarterdeck.controller.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.controller.autoscaling.Metrics.Sample;
import dev.quarterdeck.controller.scale.ScaleTargets;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The three APIs as those who serve them answer. */
class ApiMetricsTest {
    private static final String USAGE = "/apis/metrics.k8s.io/v1beta1/namespaces/ns/pods?labelSelector=app%3Dweb";
    private static final String CUSTOM = "/apis/custom.metrics.k8s.io/v1beta";
    private static final String EXTERNAL = "/apis/external.metrics.k8s.io/v1beta1/namespaces/ns/queue";

    private final FakeApiServer server = new FakeApiServer(() -> Instant.EPOCH);
    private final ApiMetrics metrics = new ApiMetrics(
            server.api(), new ScaleTargets(server.api(), ServedResources.fixed(BuiltInResources.catalog())));

    private void document(String path, String json) {
        server.document(path, Json.read(json.getBytes()));
    }

    @Test
    void usageAsTheGatewayServesIt() throws Exception {
        document(USAGE, """
                {"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{},"items":[
                 {"metadata":{"name":"a","namespace":"ns"},"timestamp":"2026-01-01T00:00:00Z","window":"10s",
                  "containers":[{"name":"c","usage":{"cpu":"100000001n","memory":"50Mi"}},{"name":"d","usage":{"cpu":"1","memory":"1k"}}]},
                 {"metadata":{"name":"b","namespace":"ns"},"timestamp":"2026-01-01T00:00:05Z","window":"1m30.5s",
                  "containers":[{"name":"c","usage":{"memory":"1Mi"}},{"name":"d","usage":{"memory":"1Mi"}}]}]}""");
        assertThat(metrics.resource("ns", "cpu", "", "app=web"))
                .as("in thousandths, rounded up; not of what has none")
                .isEqualTo(
                        Map.of("a", new Sample(1101, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofSeconds(10))));
        assertThat(metrics.resource("ns", "memory", "d", "app=web"))
                .isEqualTo(Map.of(
                        "a", new Sample(1_000_000, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofSeconds(10)),
                        "b", new Sample(1048576000, Instant.parse("2026-01-01T00:00:05Z"), Duration.ofMillis(90_500))));
        assertThatThrownBy(() -> metrics.resource("ns", "cpu", "e", "app=web"))
                .isInstanceOf(MetricException.class)
                .hasMessage("container e not present in metrics for pod ns/a");
        document(USAGE, "{\"items\":[]}");
        assertThatThrownBy(() -> metrics.resource("ns", "cpu", "", "app=web"))
                .hasMessage("no metrics returned from resource metrics API");
    }

    @Test
    void customMetricsOfPodsAndObjectsInTheVersionThatIsServed() throws Exception {
        server.failWhen(request -> request.pathAndQuery().startsWith(CUSTOM + "2")
                ? Optional.of(new ApiException(StatusReason.NOT_FOUND, "no such version", ApiException.Details.NONE))
                : Optional.empty());
        document(
                CUSTOM + "1/namespaces/ns/pods/*/requests?labelSelector=app%3Dweb&metricLabelSelector=verb%3DGET", """
                {"kind":"MetricValueList","items":[
                 {"describedObject":{"kind":"Pod","namespace":"ns","name":"a"},"metric":{"name":"requests"},"timestamp":"2026-01-01T00:00:00Z","windowSeconds":30,"value":"1500m"},
                 {"describedObject":{"kind":"Pod","namespace":"ns","name":"b"},"metric":{"name":"requests"},"timestamp":"2026-01-01T00:00:00Z","value":"2"}]}""");
        assertThat(metrics.pods("ns", "requests", "app=web", LabelSelectors.parse("verb=GET")))
                .isEqualTo(Map.of(
                        "a", new Sample(1500, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofSeconds(30)),
                        "b", new Sample(2000, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofMinutes(1))));
        document(
                CUSTOM + "1/namespaces/ns/ingresses.networking.k8s.io/front/hits",
                "{\"items\":[{\"describedObject\":{\"kind\":\"Ingress\"},\"value\":\"10k\"}]}");
        assertThat(metrics.object(
                        "ns",
                        new CrossVersionObjectReference("networking.k8s.io/v1", "Ingress", "front"),
                        "hits",
                        LabelSelectors.parse("")))
                .isEqualTo(10_000_000);
    }

    @Test
    void externalMetrics() throws Exception {
        document(
                EXTERNAL + "?labelSelector=name%3Dorders",
                "{\"kind\":\"ExternalMetricValueList\",\"items\":[{\"metricName\":\"queue\",\"value\":\"7\"},{\"metricName\":\"queue\",\"value\":\"500m\"}]}");
        assertThat(metrics.external("ns", "queue", LabelSelectors.parse("name=orders")))
                .containsExactly(7000L, 500L);
        document(EXTERNAL, "{\"items\":[{\"value\":\"many\"}]}");
        assertThatThrownBy(() -> metrics.external("ns", "queue", LabelSelectors.parse("")))
                .hasMessage("unable to parse metric value \"many\"");
    }

    @Test
    void whoServesThemMayBeAway() {
        server.failWhen(request -> Optional.of(
                new ApiException(StatusReason.SERVICE_UNAVAILABLE, "service unavailable", ApiException.Details.NONE)));
        assertThatThrownBy(() -> metrics.resource("ns", "cpu", "", "app=web"))
                .isInstanceOf(MetricException.class)
                .hasMessage("unable to fetch metrics from resource metrics API: service unavailable");
    }
}
