package dev.quarterdeck.kube.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The pairs are what kube-apiserver 1.36 answered for one object read in both versions. */
class ConversionTest {

    private static final GroupVersionKind V1 = GroupVersionKind.of("autoscaling/v1", "HorizontalPodAutoscaler");
    private static final GroupVersionKind V2 = GroupVersionKind.of("autoscaling/v2", "HorizontalPodAutoscaler");
    private static final GroupVersionKind CORE = GroupVersionKind.of("v1", "Event");
    private static final GroupVersionKind EVENTS = GroupVersionKind.of("events.k8s.io/v1", "Event");

    private static ObjectNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final String SCALER_V2 = """
            {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"h"},"spec":{"maxReplicas":5,"minReplicas":1,
              "metrics":[
                {"type":"Resource","resource":{"name":"memory","target":{"type":"AverageValue","averageValue":"1Gi"}}},
                {"type":"Pods","pods":{"metric":{"name":"p"},"target":{"type":"AverageValue","averageValue":"10"}}},
                {"type":"Object","object":{"describedObject":{"kind":"Service","name":"s","apiVersion":"v1"},"target":{"type":"Value","value":"3"},
                  "metric":{"name":"o","selector":{"matchLabels":{"a":"b"}}}}},
                {"type":"External","external":{"metric":{"name":"e"},"target":{"type":"AverageValue","averageValue":"7"}}},
                {"type":"ContainerResource","containerResource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":5},"container":"c"}},
                {"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}],
              "behavior":{"scaleUp":{"stabilizationWindowSeconds":3,"selectPolicy":"Max","policies":[{"type":"Pods","value":4,"periodSeconds":15}]},
                "scaleDown":{"selectPolicy":"Max","policies":[{"type":"Percent","value":100,"periodSeconds":15}]}}},
             "status":{"currentReplicas":1,"desiredReplicas":2,
              "conditions":[{"type":"AbleToScale","status":"True"}],
              "currentMetrics":[
                {"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"5m","averageUtilization":44}}},
                {"type":"Pods","pods":{"metric":{"name":"p"},"current":{"averageValue":"9"}}},
                {"type":"Object","object":{"metric":{"name":"o"},"current":{"value":"3"},"describedObject":{"kind":"Service","name":"s","apiVersion":"v1"}}},
                {"type":"External","external":{"metric":{"name":"e"},"current":{"value":"7"}}},
                {"type":"ContainerResource","containerResource":{"name":"cpu","current":{"averageValue":"1","averageUtilization":5},"container":"c"}}]}}""";

    @Test
    void versionOneCarriesInAnnotationsWhatItHasNoFieldsFor() {
        ObjectNode v1 = Conversion.convert(json(SCALER_V2), V2, V1);
        assertThat(v1.at("/spec/targetCPUUtilizationPercentage").asInt()).isEqualTo(50);
        assertThat(v1.at("/status/currentCPUUtilizationPercentage").asInt()).isEqualTo(44);
        assertThat(v1.get("spec").has("metrics")).isFalse();
        assertThat(v1.get("spec").has("behavior")).isFalse();
        ObjectNode annotations = (ObjectNode) v1.at("/metadata/annotations");
        assertThat(annotations.get("autoscaling.alpha.kubernetes.io/metrics").asString())
                .isEqualTo(
                        "[{\"type\":\"Resource\",\"resource\":{\"name\":\"memory\",\"targetAverageValue\":\"1Gi\"}},"
                                + "{\"type\":\"Pods\",\"pods\":{\"metricName\":\"p\",\"targetAverageValue\":\"10\"}},"
                                + "{\"type\":\"Object\",\"object\":{\"target\":{\"kind\":\"Service\",\"name\":\"s\",\"apiVersion\":\"v1\"},\"metricName\":\"o\","
                                + "\"targetValue\":\"3\",\"selector\":{\"matchLabels\":{\"a\":\"b\"}}}},"
                                + "{\"type\":\"External\",\"external\":{\"metricName\":\"e\",\"targetAverageValue\":\"7\"}},"
                                + "{\"type\":\"ContainerResource\",\"containerResource\":{\"name\":\"cpu\",\"targetAverageUtilization\":5,\"container\":\"c\"}}]");
        assertThat(annotations.get("autoscaling.alpha.kubernetes.io/behavior").asString())
                .isEqualTo(
                        "{\"ScaleUp\":{\"StabilizationWindowSeconds\":3,\"SelectPolicy\":\"Max\",\"Policies\":[{\"Type\":\"Pods\",\"Value\":4,"
                                + "\"PeriodSeconds\":15}],\"Tolerance\":null},\"ScaleDown\":{\"StabilizationWindowSeconds\":null,\"SelectPolicy\":\"Max\","
                                + "\"Policies\":[{\"Type\":\"Percent\",\"Value\":100,\"PeriodSeconds\":15}],\"Tolerance\":null}}");
        assertThat(annotations
                        .get("autoscaling.alpha.kubernetes.io/current-metrics")
                        .asString())
                .startsWith(
                        "[{\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"currentAverageUtilization\":44,\"currentAverageValue\":\"5m\"}},");
        assertThat(annotations.get("autoscaling.alpha.kubernetes.io/conditions").asString())
                .isEqualTo("[{\"type\":\"AbleToScale\",\"status\":\"True\"}]");
    }

    @Test
    void nothingIsLostOnTheWayThereAndBack() {
        ObjectNode v2 = json(SCALER_V2);
        assertThat(Conversion.convert(Conversion.convert(v2, V2, V1), V1, V2)).isEqualTo(v2);
        assertThat(v2).isEqualTo(json(SCALER_V2));
    }

    @Test
    void versionOneWithoutATargetMeansEightyPercent() {
        ObjectNode v2 =
                Conversion.convert(json("{\"metadata\":{\"name\":\"h\"},\"spec\":{\"maxReplicas\":5}}"), V1, V2);
        assertThat(v2.at("/spec/metrics/0/resource/target/averageUtilization").asInt())
                .isEqualTo(80);
        assertThat(v2.get("apiVersion").asString()).isEqualTo("autoscaling/v2");
    }

    @Test
    void unreadableAnnotationsAreDropped() {
        ObjectNode v2 = Conversion.convert(
                json(
                        "{\"metadata\":{\"annotations\":{\"autoscaling.alpha.kubernetes.io/metrics\":\"x\",\"mine\":\"y\"}},\"spec\":{}}"),
                V1,
                V2);
        assertThat(v2.at("/metadata/annotations").toString()).isEqualTo("{\"mine\":\"y\"}");
    }

    @Test
    void eventsKeepTheirContentUnderOtherNames() {
        ObjectNode core = json("""
                {"apiVersion":"v1","kind":"Event","metadata":{"name":"e"},"involvedObject":{"name":"p"},"reason":"r","message":"m","source":{"component":"c"},
                 "firstTimestamp":"2024-01-01T00:00:00Z","lastTimestamp":"2024-01-01T00:00:00Z","count":3,"type":"Normal","eventTime":null,
                 "reportingComponent":"rc","reportingInstance":"ri"}""");
        ObjectNode events = Conversion.convert(core, CORE, EVENTS);
        assertThat(events.toString())
                .isEqualTo(
                        "{\"apiVersion\":\"events.k8s.io/v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"e\"},\"regarding\":{\"name\":\"p\"},"
                                + "\"reason\":\"r\",\"note\":\"m\",\"deprecatedSource\":{\"component\":\"c\"},"
                                + "\"deprecatedFirstTimestamp\":\"2024-01-01T00:00:00Z\",\"deprecatedLastTimestamp\":\"2024-01-01T00:00:00Z\","
                                + "\"deprecatedCount\":3,\"type\":\"Normal\",\"eventTime\":null,\"reportingController\":\"rc\",\"reportingInstance\":\"ri\"}");
        assertThat(Conversion.convert(events, EVENTS, CORE)).isEqualTo(core);
    }

    @Test
    void strangersAreRefused() {
        ObjectNode object = json("{}");
        assertThat(Conversion.convert(object, V1, V1)).isSameAs(object);
        assertThatThrownBy(() -> Conversion.convert(object, V1, CORE)).isInstanceOf(ApiException.class);
    }
}
