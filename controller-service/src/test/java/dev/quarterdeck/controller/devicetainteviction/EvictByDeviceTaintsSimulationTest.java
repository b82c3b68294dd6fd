package dev.quarterdeck.controller.devicetainteviction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods and the taints of devices that their claims have. */
class EvictByDeviceTaintsSimulationTest {
    private static final String SLICE = """
            apiVersion: resource.k8s.io/v1
            kind: ResourceSlice
            metadata: {name: s}
            spec:
              driver: d.example.com
              pool: {name: p, generation: %d, resourceSliceCount: 1}
              nodeName: n1
              devices: [{name: good}, {name: bad, taints: [%s]}]
            """;
    private static final String CLAIM = """
            apiVersion: resource.k8s.io/v1
            kind: ResourceClaim
            metadata: {name: c, namespace: default}
            spec: {devices: {requests: [{name: r, exactly: {deviceClassName: x}}]}}
            status:
              allocation: {devices: {results: [{request: r, driver: d.example.com, pool: p, device: %s, tolerations: [%s]}]}}
              reservedFor: [{resource: pods, name: user, uid: %s}]
            """;
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s, namespace: default}
            spec:
              nodeName: n1
              containers: [{name: c, image: i}]
              resourceClaims: [{name: card, resourceClaimName: c}]
            """;
    private static final String TAINT = "{key: broken, value: fan, effect: NoExecute, timeAdded: '%s'}";

    private final SimulatedCluster cluster =
            new SimulatedCluster(1).run(DeviceTaintEvictionController::create).kubelets(false);

    private <T extends HasMetadata> T read(String yaml) {
        return Serialization.unmarshal(yaml);
    }

    private static String taint(Instant added) {
        return TAINT.formatted(added.toString());
    }

    private void usedBy(String device, String tolerations) {
        cluster.create(read(POD.formatted("user"))).create(read(POD.formatted("other")));
        String uid = cluster.pods().stream()
                .filter(p -> p.getMetadata().getName().equals("user"))
                .findFirst()
                .orElseThrow()
                .getMetadata()
                .getUid();
        ResourceClaim claim = read(CLAIM.formatted(device, tolerations, uid));
        cluster.create(claim);
        cluster.quietly(() -> {
            ResourceClaim now =
                    cluster.api.get(ResourceClaim.class, "default", "c").orElseThrow();
            now.setStatus(claim.getStatus());
            cluster.api.updateStatus(now);
        });
    }

    private List<String> left() {
        return cluster.pods().stream()
                .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                .map(p -> p.getMetadata().getName())
                .sorted()
                .toList();
    }

    private void publish(int generation, String taints) {
        cluster.quietly(() -> {
            ResourceSlice now = cluster.api.get(ResourceSlice.class, "", "s").orElseThrow();
            ResourceSlice then = read(SLICE.formatted(generation, taints));
            now.setSpec(then.getSpec());
            cluster.api.update(now);
        });
        cluster.advance(Duration.ofSeconds(1));
    }

    @Test
    void whoHasATaintedDeviceLeavesAndIsTold() {
        cluster.create(read(SLICE.formatted(1, "")));
        usedBy("bad", "");
        cluster.advance(Duration.ofSeconds(1));
        assertThat(left()).containsExactly("other", "user");
        publish(1, taint(cluster.time.instant()));
        assertThat(left())
                .as("another pod names the claim, and has no right to it")
                .containsExactly("other");
        assertThat(cluster.events.events())
                .containsExactly("Normal DeviceTaintManagerEviction Pod/user Marking for deletion");
        assertThat(cluster.server.writes())
                .anyMatch(w -> w.equals("PATCH /api/v1/namespaces/default/pods/user/status"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // device | its tolerations | seconds until it leaves; empty for never
                "good | '' | ",
                "bad | '' | 0",
                "bad | '{key: broken, operator: Exists, effect: NoExecute}' | ",
                "bad | '{operator: Exists, effect: NoExecute}' | ",
                "bad | '{key: broken, operator: Equal, value: fan, effect: NoExecute}' | ",
                "bad | '{key: broken, operator: Equal, value: heat, effect: NoExecute}' | 0",
                "bad | '{key: broken, operator: Exists}' | 0",
                "bad | '{key: broken, operator: Exists, effect: NoSchedule}' | 0",
                "bad | '{key: broken, operator: Exists, effect: NoExecute, tolerationSeconds: 60}' | 60",
                "bad | '{key: broken, operator: Exists, effect: NoExecute, tolerationSeconds: -5}' | 0",
                "bad | '{operator: Exists, effect: NoExecute, tolerationSeconds: 60}, {key: broken, operator: Exists, effect: NoExecute, tolerationSeconds: 30}' | 30",
            })
    void tolerationsSayHowLongItMayStay(String device, String tolerations, Integer seconds) {
        cluster.create(read(SLICE.formatted(1, taint(cluster.time.instant()))));
        usedBy(device, tolerations);
        cluster.advance(Duration.ofSeconds(1));
        if (seconds == null) {
            cluster.advance(Duration.ofHours(1));
            assertThat(left()).contains("user");
        } else if (seconds == 0) {
            assertThat(left()).doesNotContain("user");
        } else {
            cluster.advance(Duration.ofSeconds(seconds - 10L));
            assertThat(left()).contains("user");
            cluster.advance(Duration.ofSeconds(15));
            assertThat(left()).doesNotContain("user");
        }
    }

    @Test
    void aTaintThatGoesInTimeIsForgotten() {
        cluster.create(read(SLICE.formatted(1, taint(cluster.time.instant()))));
        usedBy("bad", "{key: broken, operator: Exists, effect: NoExecute, tolerationSeconds: 60}");
        cluster.advance(Duration.ofSeconds(20));
        publish(2, "");
        cluster.advance(Duration.ofMinutes(5));
        assertThat(left()).contains("user");
        assertThat(cluster.events.events())
                .containsExactly("Normal DeviceTaintManagerEviction Pod/user Cancelling deletion");
    }

    @Test
    void taintsOfOtherEffectsAndPodsWithoutANodeAreLeftAlone() {
        cluster.create(read(SLICE.formatted(1, "{key: broken, effect: NoSchedule}")));
        usedBy("bad", "");
        cluster.advance(Duration.ofMinutes(5));
        Pod user = cluster.pods().getFirst();
        assertThat(user.getMetadata().getDeletionTimestamp()).isNull();
        assertThat(cluster.events.events()).isEmpty();
    }
}
