package dev.quarterdeck.controller.attachdetach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.AttachedVolume;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.storage.CSIDriverBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stories of volumes of a driver that must attach them. What a real control plane writes in each is kept here. */
class AttachVolumesSimulationTest {
    private static final CsiVolume VOLUME = new CsiVolume("d.example.com", "h1");

    private static SimulatedCluster cluster(long seed) {
        return new SimulatedCluster(seed).kubelets(false).run(AttachDetachController::create);
    }

    private static SimulatedCluster node(SimulatedCluster cluster, String name) {
        return cluster.create(new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToAnnotations("volumes.kubernetes.io/controller-managed-attach-detach", "true")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build());
    }

    private static SimulatedCluster volume(SimulatedCluster cluster, String mode) {
        return cluster.create(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("data")
                        .withUid("claim")
                        .endMetadata()
                        .withNewSpec()
                        .withVolumeName("pv")
                        .endSpec()
                        .withNewStatus()
                        .withPhase("Bound")
                        .endStatus()
                        .build())
                .create(new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName("pv")
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes(mode)
                        .withNewClaimRef()
                        .withNamespace("default")
                        .withName("data")
                        .withUid(cluster.get(() -> cluster.api.list(PersistentVolumeClaim.class, "default"))
                                .getFirst()
                                .getMetadata()
                                .getUid())
                        .endClaimRef()
                        .withNewCsi()
                        .withDriver("d.example.com")
                        .withVolumeHandle("h1")
                        .endCsi()
                        .endSpec()
                        .build());
    }

    private static SimulatedCluster pod(SimulatedCluster cluster, String name, String node) {
        return cluster.create(new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewContainer()
                .withName("c")
                .withImage("i")
                .endContainer()
                .addNewVolume()
                .withName("v")
                .withNewPersistentVolumeClaim("data", false)
                .endVolume()
                .endSpec()
                .build());
    }

    private static List<VolumeAttachment> attachments(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.list(VolumeAttachment.class, ""));
    }

    /** What the driver's attacher does. */
    private static SimulatedCluster attachAll(SimulatedCluster cluster) {
        for (VolumeAttachment each : attachments(cluster)) {
            cluster.quietly(() -> cluster.api.updateStatus(new VolumeAttachmentBuilder(each)
                    .withNewStatus()
                    .withAttached(true)
                    .endStatus()
                    .build()));
        }
        return cluster.converge();
    }

    /** What the kubelet does before it mounts, and after it has unmounted. */
    private static SimulatedCluster use(SimulatedCluster cluster, String node, String... volumes) {
        return edit(cluster, node, n -> n.editStatus().withVolumesInUse(volumes).endStatus());
    }

    private static SimulatedCluster edit(SimulatedCluster cluster, String node, UnaryOperator<NodeBuilder> change) {
        Node now = cluster.node(node);
        return cluster.quietly(() ->
                cluster.api.updateStatus(change.apply(new NodeBuilder(now)).build()));
    }

    private static List<String> reported(SimulatedCluster cluster, String node) {
        return cluster.node(node).getStatus().getVolumesAttached().stream()
                .map(AttachedVolume::getName)
                .toList();
    }

    private static void end(SimulatedCluster cluster, String pod) {
        Pod found = cluster.get(() -> cluster.api.get(Pod.class, "default", pod).orElseThrow());
        cluster.quietly(() -> cluster.api.deleteWithGrace(found, 0)).converge();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aVolumeFollowsItsPod(long seed) {
        SimulatedCluster cluster = cluster(seed);
        pod(volume(node(node(cluster, "n1"), "n2"), "ReadWriteOnce"), "a", "n1").converge();
        assertThat(attachments(cluster))
                .singleElement()
                .satisfies(a -> assertThat(a.getSpec().getNodeName()).isEqualTo("n1"))
                .satisfies(a -> assertThat(a.getSpec().getAttacher()).isEqualTo("d.example.com"))
                .satisfies(a -> assertThat(a.getSpec().getSource().getPersistentVolumeName())
                        .isEqualTo("pv"))
                .satisfies(a -> assertThat(a.getMetadata().getName()).isEqualTo(VOLUME.attachmentName("n1")));
        assertThat(reported(cluster, "n1")).isEmpty();
        attachAll(cluster);
        assertThat(reported(cluster, "n1")).containsExactly(VOLUME.uniqueName());
        cluster.expectEvents("Normal SuccessfulAttachVolume Pod/a AttachVolume.Attach succeeded for volume \"pv\" ");
        use(cluster, "n1", VOLUME.uniqueName()).converge();

        // it is mounted: another node must wait, and says so once
        pod(cluster, "b", "n2").converge();
        cluster.expectEvents("Warning FailedAttachVolume Pod/b Multi-Attach error for volume \"pv\" Volume is already"
                + " used by pod(s) a");
        end(cluster, "a");
        assertThat(reported(cluster, "n1")).containsExactly(VOLUME.uniqueName());
        assertThat(attachments(cluster)).hasSize(1);

        // it is unmounted: it may go where it is wanted
        use(cluster, "n1").converge();
        assertThat(reported(cluster, "n1")).isEmpty();
        assertThat(attachments(cluster))
                .singleElement()
                .satisfies(a -> assertThat(a.getSpec().getNodeName()).isEqualTo("n2"));
        attachAll(cluster);
        assertThat(reported(cluster, "n2")).containsExactly(VOLUME.uniqueName());
        assertThat(cluster.events.events().stream().filter(e -> e.contains("Multi-Attach")))
                .hasSize(1);
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();
    }

    @Test
    void aSharedVolumeGoesToAllItsNodes() {
        SimulatedCluster cluster = cluster(1);
        volume(node(node(cluster, "n1"), "n2"), "ReadWriteMany");
        pod(pod(cluster, "a", "n1"), "b", "n2").converge();
        assertThat(attachments(cluster)).hasSize(2);
    }

    @Test
    void aNodeThatDiedKeepsItsVolumeForSixMinutesAfterItsPodIsGone() {
        SimulatedCluster cluster = deadNodeWithForgottenPod();
        cluster.advance(Duration.ofMinutes(5));
        assertThat(attachments(cluster).getFirst().getSpec().getNodeName()).isEqualTo("n1");
        cluster.advance(Duration.ofMinutes(2));
        assertThat(attachments(cluster))
                .singleElement()
                .satisfies(a -> assertThat(a.getSpec().getNodeName()).isEqualTo("n2"));
        assertThat(reported(cluster, "n1")).isEmpty();
    }

    @Test
    void aNodeOutOfServiceLosesItsVolumeAtOnce() {
        SimulatedCluster cluster = deadNodeWithForgottenPod();
        Node node = cluster.node("n1");
        cluster.quietly(() -> cluster.api.update(new NodeBuilder(node)
                        .editSpec()
                        .addNewTaint("NoExecute", "node.kubernetes.io/out-of-service", null, "nodeshutdown")
                        .endSpec()
                        .build()))
                .converge();
        assertThat(attachments(cluster))
                .singleElement()
                .satisfies(a -> assertThat(a.getSpec().getNodeName()).isEqualTo("n2"));
    }

    /** The pod was deleted by force; the node uses the volume for all that anybody knows. */
    private static SimulatedCluster deadNodeWithForgottenPod() {
        SimulatedCluster cluster = cluster(1);
        pod(volume(node(node(cluster, "n1"), "n2"), "ReadWriteOnce"), "a", "n1").converge();
        attachAll(cluster);
        use(cluster, "n1", VOLUME.uniqueName());
        edit(cluster, "n1", n -> n.editStatus()
                .withConditions(new NodeConditionBuilder()
                        .withType("Ready")
                        .withStatus("Unknown")
                        .build())
                .endStatus());
        pod(cluster, "b", "n2").converge();
        end(cluster, "a");
        return cluster;
    }

    @Test
    void aDriverThatCannotIsHeard() {
        SimulatedCluster cluster = cluster(1);
        pod(volume(node(cluster, "n1"), "ReadWriteOnce"), "a", "n1").converge();
        cluster.quietly(() -> cluster.api.updateStatus(
                        new VolumeAttachmentBuilder(attachments(cluster).getFirst())
                                .withNewStatus()
                                .withAttached(false)
                                .withNewAttachError()
                                .withMessage("no luck")
                                .endAttachError()
                                .endStatus()
                                .build()))
                .converge()
                .expectEvents(
                        "Warning FailedAttachVolume Pod/a AttachVolume.Attach failed for volume \"pv\" : no luck");
        assertThat(reported(cluster, "n1")).isEmpty();
        assertThat(attachments(cluster)).hasSize(1);
    }

    @Test
    void aDriverThatIsNotThereIsNamedAfterTwoMinutes() {
        SimulatedCluster cluster = cluster(1);
        pod(volume(node(cluster, "n1"), "ReadWriteOnce"), "a", "n1").converge();
        cluster.advance(Duration.ofMinutes(3))
                .expectEvents(
                        "Warning FailedAttachVolume Pod/a AttachVolume.Attach failed for volume \"pv\" : timed out"
                                + " waiting for external-attacher of d.example.com CSI driver to attach volume h1");
    }

    @Test
    void nothingIsAttachedForDriversThatNeedNotNorOnNodesThatDoItThemselves() {
        SimulatedCluster cluster = cluster(1)
                .create(new CSIDriverBuilder()
                        .withNewMetadata()
                        .withName("d.example.com")
                        .endMetadata()
                        .withNewSpec()
                        .withAttachRequired(false)
                        .endSpec()
                        .build());
        pod(volume(node(cluster, "n1"), "ReadWriteOnce"), "a", "n1").converge();
        assertThat(attachments(cluster)).isEmpty();

        SimulatedCluster other = cluster(1).nodes(1);
        pod(volume(other, "ReadWriteOnce"), "a", "n1").converge();
        assertThat(attachments(other)).isEmpty();
    }

    @Test
    void attachmentsOfOthersAreLeftAlone() {
        SimulatedCluster cluster = volume(node(cluster(1), "n1"), "ReadWriteOnce")
                .create(new VolumeAttachmentBuilder()
                        .withMetadata(named("by-hand"))
                        .withNewSpec()
                        .withAttacher("d.example.com")
                        .withNodeName("n1")
                        .withNewSource()
                        .withPersistentVolumeName("pv")
                        .endSource()
                        .endSpec()
                        .build())
                .converge();
        assertThat(attachments(cluster)).hasSize(1);
        assertThat(Map.of("writes", cluster.server.writes().size())).containsEntry("writes", 4);
    }

    private static ObjectMeta named(String name) {
        ObjectMeta meta = new ObjectMeta();
        meta.setName(name);
        return meta;
    }

    @Test
    void aVolumeWhoseObjectIsGoneIsDetachedByItsName() {
        SimulatedCluster cluster = cluster(1);
        pod(volume(node(cluster, "n1"), "ReadWriteOnce"), "a", "n1").converge();
        attachAll(cluster);
        cluster.quietly(() -> cluster.api.deleteWithGrace(
                cluster.api.get(PersistentVolume.class, "", "pv").orElseThrow(), 0));
        end(cluster, "a");
        assertThat(attachments(cluster)).isEmpty();
        assertThat(reported(cluster, "n1")).isEmpty();
    }

    @Test
    void oneThatIsDetachedBehindOurBackIsAttachedAgain() {
        SimulatedCluster cluster = cluster(1);
        pod(volume(node(cluster, "n1"), "ReadWriteOnce"), "a", "n1").converge();
        attachAll(cluster);
        cluster.quietly(() -> cluster.api.deleteWithGrace(attachments(cluster).getFirst(), 0))
                .converge();
        assertThat(attachments(cluster)).hasSize(1);
        assertThat(reported(cluster, "n1")).isEmpty();
        attachAll(cluster);
        assertThat(reported(cluster, "n1")).hasSize(1);
    }
}
