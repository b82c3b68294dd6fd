package dev.quarterdeck.scheduler.volume;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.volume.Volumes.using;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.scheduler.SchedulerHarness;
import dev.quarterdeck.scheduler.cycle.SchedulingException;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.CSINodeBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Pods with claims, as users see it: where they can go, how their claims get volumes, and what is said where they cannot. */
class VolumeSchedulingTest {
    private final SchedulerHarness it = new SchedulerHarness();

    private PersistentVolumeClaim claim(String name, String ofClass, String mode) throws Exception {
        return it.create(Volumes.claim(name, ofClass, mode));
    }

    private PersistentVolume volume(String name, String ofClass, String size, String... hosts) throws Exception {
        return it.create(Volumes.volume(name, ofClass, size, hosts));
    }

    private void storageClass(String name, String provisioner, String mode) throws Exception {
        it.create(Volumes.storageClass(name, provisioner, mode));
    }

    private void bound(String claim, String volume) throws Exception {
        Volumes.bind(it, claim, volume);
    }

    private String message(String pod) throws Exception {
        return it.pod(pod).getStatus().getConditions().getFirst().getMessage();
    }

    @Test
    void aClaimThatIsMissingOrNotBoundKeepsThePodWaiting() throws Exception {
        it.create(plainNode("n1"));
        storageClass("fast", "example.com/csi", "Immediate");
        it.create(using("a", "data"));
        it.run();
        assertThat(message("a"))
                .isEqualTo("0/1 nodes are available: persistentvolumeclaim \"data\" not found. not found");
        it.time.advance(Duration.ofSeconds(20));
        claim("other", "fast", "ReadWriteOnce");
        assertThat(it.run()).as("another's claim").isZero();
        claim("data", "fast", "ReadWriteOnce");
        it.run();
        assertThat(message("a"))
                .startsWith("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.");
        volume("v", "fast", "1Gi");
        it.time.advance(Duration.ofSeconds(20));
        bound("data", "v");
        it.run();
        assertThat(it.nodeOf("a")).isEqualTo("n1");
    }

    @Test
    void aBoundVolumeDecidesTheNode() throws Exception {
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        volume("local", "", "1Gi", "n2");
        claim("data", "", "ReadWriteOnce");
        bound("data", "local");
        it.create(using("a", "data"));
        it.run();
        assertThat(it.nodeOf("a")).isEqualTo("n2");
    }

    @Test
    void aClaimThatWaitsTakesTheSmallestVolumeOfTheNode() throws Exception {
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        storageClass("local", "kubernetes.io/no-provisioner", "WaitForFirstConsumer");
        volume("big", "local", "9Gi", "n2");
        volume("fits", "local", "2Gi", "n2");
        volume("small", "local", "100Mi", "n1");
        claim("data", "local", "ReadWriteOnce");
        it.create(using("a", "data"));
        it.run();
        assertThat(it.nodeOf("a")).as("waits for the claim").isEmpty();
        assertThat(it.api
                        .get(PersistentVolume.class, "", "fits")
                        .orElseThrow()
                        .getSpec()
                        .getClaimRef()
                        .getName())
                .isEqualTo("data");
        bound("data", "fits");
        it.run();
        assertThat(it.nodeOf("a")).isEqualTo("n2");
    }

    @Test
    void twoPodsDoNotGetOneVolume() throws Exception {
        it.create(plainNode("n1"));
        storageClass("local", "kubernetes.io/no-provisioner", "WaitForFirstConsumer");
        volume("only", "local", "1Gi", "n1");
        claim("one", "local", "ReadWriteOnce");
        claim("two", "local", "ReadWriteOnce");
        it.create(using("a", "one"));
        it.create(using("b", "two"));
        it.run();
        assertThat(message("b"))
                .startsWith("0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind.");
    }

    /** Storage is not part of snapshots. */
    @Test
    void aVolumeThatIsGoneSinceTheNodeWasAskedIsAnError() throws Exception {
        it.create(plainNode("n1"));
        storageClass("local", "kubernetes.io/no-provisioner", "WaitForFirstConsumer");
        volume("only", "local", "1Gi", "n1");
        claim("data", "local", "ReadWriteOnce");
        VolumeBindingFilter rule = new VolumeBindingFilter(it.storage);
        PodRequest pod = PodRequest.of(using("a", "data"));
        it.informers.deliver();
        NodeSnapshot node = Objects.requireNonNull(it.state.node("n1"));
        assertThat(rule.plan(pod, node).bindings()).hasSize(1);
        claim("quicker", "local", "ReadWriteOnce");
        it.create(using("b", "quicker"));
        it.run();
        assertThatThrownBy(() -> rule.plan(pod, node))
                .isInstanceOf(SchedulingException.class)
                .hasMessage("running Reserve plugin \"VolumeBinding\": node(s) didn't find available persistent volumes"
                        + " to bind");
    }

    @Test
    void aClaimIsMadeWhereThePodGoes() throws Exception {
        it.create(plainNode("n1"));
        storageClass("made", "example.com/csi", "WaitForFirstConsumer");
        claim("data", "made", "ReadWriteOnce");
        it.create(using("a", "data"));
        it.run();
        PersistentVolumeClaim chosen =
                it.api.get(PersistentVolumeClaim.class, "default", "data").orElseThrow();
        assertThat(chosen.getMetadata().getAnnotations()).containsEntry("volume.kubernetes.io/selected-node", "n1");
        bound("data", "made-1");
        it.run();
        assertThat(it.nodeOf("a")).isEqualTo("n1");
    }

    @Test
    void aNodeWhereNoVolumeCanBeMadeIsGivenUp() throws Exception {
        it.create(plainNode("n1"));
        storageClass("made", "example.com/csi", "WaitForFirstConsumer");
        claim("data", "made", "ReadWriteOnce");
        it.create(using("a", "data"));
        it.run();
        PersistentVolumeClaim chosen =
                it.api.get(PersistentVolumeClaim.class, "default", "data").orElseThrow();
        it.update(chosen.edit()
                .editMetadata()
                .withAnnotations(Map.of())
                .endMetadata()
                .build());
        it.run();
        assertThat(it.events.events())
                .contains("Warning FailedScheduling Pod/a running PreBind plugin \"VolumeBinding\": binding volumes:"
                        + " provisioning failed for PVC \"data\"");
        assertThat(it.state.snapshot().nodes().get(0).pods()).isEmpty();
        it.create(plainNode("n2"));
        assertThat(it.runAfter(Duration.ofSeconds(10))).isPositive();
    }

    @Test
    void aClaimForOnePodServesOnePod() throws Exception {
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        volume("v", "", "1Gi");
        claim("single", "", "ReadWriteOncePod");
        bound("single", "v");
        it.create(using("a", "single"));
        it.create(using("b", "single"));
        it.run();
        assertThat(it.nodeOf("a")).isNotEmpty();
        assertThat(message("b"))
                .startsWith("0/2 nodes are available: 2 node(s) unavailable due to PersistentVolumeClaim with"
                        + " ReadWriteOncePod access mode already in-use by another pod.");
        it.time.advance(Duration.ofSeconds(20));
        it.api.deleteWithGrace(it.pod("a"), 0);
        it.run();
        assertThat(it.nodeOf("b")).isNotEmpty();
    }

    @Test
    void aNodeTakesNoMoreVolumesThanItsDriverSays() throws Exception {
        it.create(plainNode("n1"));
        it.create(new CSINodeBuilder()
                .withNewMetadata()
                .withName("n1")
                .endMetadata()
                .withNewSpec()
                .addNewDriver()
                .withName("example.com/csi")
                .withNodeID("n1")
                .withNewAllocatable(1)
                .endDriver()
                .endSpec()
                .build());
        for (String name : List.of("v1", "v2")) {
            PersistentVolume volume = volume(name, "", "1Gi");
            it.update(volume.edit()
                    .editSpec()
                    .withNewCsi()
                    .withDriver("example.com/csi")
                    .withVolumeHandle(name)
                    .endCsi()
                    .endSpec()
                    .build());
        }
        claim("c1", "", "ReadWriteOnce");
        claim("c2", "", "ReadWriteOnce");
        bound("c1", "v1");
        bound("c2", "v2");
        it.create(using("a", "c1"));
        it.run();
        it.create(using("same", "c1"));
        it.create(using("other", "c2"));
        it.run();
        assertThat(it.nodeOf("same")).as("attached already").isEqualTo("n1");
        assertThat(message("other")).startsWith("0/1 nodes are available: 1 node(s) exceed max volume count.");
    }

    @Test
    void aVolumeOfAZoneIsUsedThere() throws Exception {
        String zone = "topology.kubernetes.io/zone";
        it.create(node("n1").editMetadata().addToLabels(zone, "a").endMetadata().build());
        it.create(node("n2").editMetadata().addToLabels(zone, "b").endMetadata().build());
        PersistentVolume volume = volume("v", "", "1Gi");
        it.update(volume.edit()
                .editMetadata()
                .addToLabels(zone, "b__c")
                .endMetadata()
                .build());
        claim("data", "", "ReadWriteOnce");
        bound("data", "v");
        it.create(using("a", "data"));
        it.run();
        assertThat(it.nodeOf("a")).isEqualTo("n2");
    }
}
