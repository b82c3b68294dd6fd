package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Kinds that are served in two versions and stored in one. */
class ConvertOnTheRoadTest {
    private final WriteFixture cluster = new WriteFixture().namespace("default");

    @Test
    void writesAutoscalersInBothVersions() {
        ObjectNode one = cluster.create(
                "autoscaling/v1",
                "HorizontalPodAutoscaler",
                "default",
                "{'metadata':{'name':'a'},'spec':{'maxReplicas':3,'targetCPUUtilizationPercentage':50,"
                        + "'scaleTargetRef':{'apiVersion':'apps/v1','kind':'Deployment','name':'d'}}}");
        assertThat(one.path("apiVersion").stringValue()).isEqualTo("autoscaling/v1");
        ObjectNode stored = cluster.get("autoscaling/v2", "HorizontalPodAutoscaler", "default", "a");
        assertThat(stored.at("/spec/metrics/0/resource/target/averageUtilization")
                        .intValue())
                .isEqualTo(50);

        assertThat(cluster.put("autoscaling/v1", "HorizontalPodAutoscaler", "default", "a", "", one)
                        .revision())
                .as("nothing changed")
                .isZero();
        ObjectNode patched = WriteFixture.tree(cluster.patch(
                "autoscaling/v1",
                "HorizontalPodAutoscaler",
                "default",
                "a",
                "",
                "merge",
                "{'spec':{'targetCPUUtilizationPercentage':60}}"));
        assertThat(patched.at("/spec/targetCPUUtilizationPercentage").intValue())
                .isEqualTo(60);
        ObjectNode two = WriteFixture.tree(cluster.patch(
                "autoscaling/v2",
                "HorizontalPodAutoscaler",
                "default",
                "a",
                "",
                "strategic-merge",
                "{'spec':{'maxReplicas':9}}"));
        assertThat(two.at("/spec/metrics/0/resource/target/averageUtilization").intValue())
                .isEqualTo(60);
        assertThat(two.at("/spec/maxReplicas").intValue()).isEqualTo(9);
    }

    @Test
    void writesEventsInBothGroups() {
        ObjectNode event = cluster.create(
                "events.k8s.io/v1",
                "Event",
                "default",
                "{'metadata':{'name':'e'},'eventTime':'2026-01-02T03:04:05.000000Z','action':'Binding',"
                        + "'reason':'Scheduled','note':'hello','type':'Normal','reportingController':'x/y',"
                        + "'reportingInstance':'i','regarding':{'kind':'Pod','name':'p','namespace':'default'}}");
        assertThat(event.path("note").stringValue()).isEqualTo("hello");
        ObjectNode stored = cluster.get("v1", "Event", "default", "e");
        assertThat(stored.path("message").stringValue()).isEqualTo("hello");
        assertThat(stored.at("/involvedObject/name").stringValue()).isEqualTo("p");

        ObjectNode patched = WriteFixture.tree(cluster.patch(
                "events.k8s.io/v1",
                "Event",
                "default",
                "e",
                "",
                "strategic-merge",
                "{'series':{'count':2,'lastObservedTime':'2026-01-02T03:05:05.000000Z'}}"));
        assertThat(patched.at("/series/count").intValue()).isEqualTo(2);
        assertThat(WriteFixture.tree(cluster.patch("v1", "Event", "default", "e", "", "merge", "{'count':3}"))
                        .path("count")
                        .intValue())
                .isEqualTo(3);
    }
}
