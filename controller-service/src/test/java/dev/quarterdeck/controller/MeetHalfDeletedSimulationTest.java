package dev.quarterdeck.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that a foreign finalizer holds after their deletion, and what somebody took from behind their owners' backs: as kube-controller-manager 1.36 ends with them. */
class MeetHalfDeletedSimulationTest {
    private final SimulatedCluster cluster = BoundWritesSimulationTest.cluster(7);

    private void load(String yaml) {
        BoundWritesSimulationTest.load(cluster, yaml);
        cluster.converge();
    }

    private <T extends HasMetadata> T get(Class<T> type, String namespace, String name) {
        return cluster.get(() -> cluster.api.get(type, namespace, name).orElseThrow());
    }

    private void delete(HasMetadata object) {
        cluster.quietly(() -> cluster.api.deleteWithGrace(object, 0));
    }

    /** It stays, with the time of its deletion. */
    private <T extends HasMetadata> T hold(T object) {
        object.getMetadata().setFinalizers(List.of(SimulatedCluster.FOREIGN_FINALIZER));
        T held = cluster.get(() -> cluster.api.update(object));
        delete(held);
        return held;
    }

    @Test
    void aRevisionOfDaemonsThatIsDeletedIsMadeAgain() {
        load(BoundWritesSimulationTest.workload("DaemonSet", "e", "revisionHistoryLimit: 10"));
        ControllerRevision revision = cluster.get(() -> cluster.api.list(ControllerRevision.class, "default"))
                .getFirst();
        delete(revision);
        BoundWritesSimulationTest.bounded(cluster.converge());
        assertThat(cluster.get(() -> cluster.api.list(ControllerRevision.class, "default")))
                .singleElement()
                .satisfies(again -> assertThat(again.getMetadata().getName())
                        .isEqualTo(revision.getMetadata().getName()));
    }

    @Test
    void aDaemonRunsBesideOneThatHasEndedAndIsHeld() {
        load(BoundWritesSimulationTest.workload("DaemonSet", "e", "revisionHistoryLimit: 10"));
        Pod pod = cluster.pods().getFirst();
        pod.getStatus().setPhase("Failed");
        hold(cluster.get(() -> cluster.api.updateStatus(pod)));
        BoundWritesSimulationTest.bounded(cluster.converge()).expectPods("x", 2);
        assertThat(cluster.pods()).hasSize(3);
    }

    @Test
    void aDaemonSetThatIsBeingDeletedIsLeftAsItIs() {
        load(BoundWritesSimulationTest.workload("DaemonSet", "e", "revisionHistoryLimit: 10"));
        hold(get(DaemonSet.class, "default", "e"));
        cluster.converge();
        delete(cluster.pods().getFirst());
        BoundWritesSimulationTest.bounded(cluster.converge()).expectPods("x", 1);
        assertThat(get(DaemonSet.class, "default", "e").getStatus().getNumberReady())
                .isEqualTo(2);
    }

    @Test
    void aStatefulSetThatIsBeingDeletedSaysWhatIsLeftOfIt() {
        load(BoundWritesSimulationTest.workload("StatefulSet", "d", "replicas: 2"));
        hold(get(StatefulSet.class, "default", "d"));
        delete(get(Pod.class, "default", "d-0"));
        BoundWritesSimulationTest.bounded(cluster.converge()).expectPods("x", 1);
        assertThat(get(StatefulSet.class, "default", "d").getStatus().getReplicas())
                .isEqualTo(1);
    }

    private static String job(String suspend, int pods) {
        return """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: once, namespace: default, uid: u-1}
                spec:
                  %s
                  parallelism: %d
                  completions: %d
                  backoffLimit: 6
                  completionMode: NonIndexed
                  selector: {matchLabels: {app: x}}
                  template:
                    metadata: {labels: {app: x}}
                    spec: {restartPolicy: Never, containers: [{name: c, image: i}]}
                """.formatted(suspend, pods, pods);
    }

    @Test
    void aJobThatIsBeingDeletedSaysWhatIsLeftOfIt() {
        load(job("suspend: false", 2));
        assertThat(get(Job.class, "default", "once").getStatus().getActive()).isEqualTo(2);
        hold(get(Job.class, "default", "once"));
        cluster.converge();
        delete(cluster.pods().getFirst());
        BoundWritesSimulationTest.bounded(cluster.converge()).expectPods("x", 1);
        assertThat(get(Job.class, "default", "once").getStatus().getActive()).isEqualTo(1);
    }

    @Test
    void aSuspendedJobThatIsBeingDeletedIsNotResumed() {
        load(job("suspend: true", 1));
        hold(get(Job.class, "default", "once"));
        Job held = get(Job.class, "default", "once");
        held.getSpec().setSuspend(false);
        cluster.get(() -> cluster.api.update(held));
        BoundWritesSimulationTest.bounded(cluster.converge()).expectPods("x", 0);
        Job left = get(Job.class, "default", "once");
        assertThat(left.getStatus().getStartTime()).isNull();
        assertThat(left.getStatus().getConditions())
                .singleElement()
                .satisfies(c -> assertThat(c.getType() + "=" + c.getStatus()).isEqualTo("Suspended=True"));
    }

    private static final String VOLUMES = """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: pv, finalizers: [kubernetes.io/pv-protection]}
            spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], storageClassName: a}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data, namespace: default, finalizers: [kubernetes.io/pvc-protection]}
            spec: {storageClassName: b, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            ---
            apiVersion: storage.k8s.io/v1
            kind: VolumeAttributesClass
            metadata: {name: gold, finalizers: [kubernetes.io/vac-protection]}
            driverName: d.example.com
            """;

    private void strip(HasMetadata object) {
        object.getMetadata().setFinalizers(List.of());
        cluster.quietly(() -> cluster.api.update(object));
    }

    @Test
    void protectionThatSomebodyTookAwayComesBack() {
        load(VOLUMES);
        strip(get(PersistentVolume.class, "", "pv"));
        strip(get(PersistentVolumeClaim.class, "default", "data"));
        strip(get(VolumeAttributesClass.class, "", "gold"));
        BoundWritesSimulationTest.bounded(cluster.converge());
        assertThat(get(PersistentVolume.class, "", "pv").getMetadata().getFinalizers())
                .containsExactly("kubernetes.io/pv-protection");
        assertThat(get(PersistentVolumeClaim.class, "default", "data")
                        .getMetadata()
                        .getFinalizers())
                .containsExactly("kubernetes.io/pvc-protection");
        assertThat(get(VolumeAttributesClass.class, "", "gold").getMetadata().getFinalizers())
                .containsExactly("kubernetes.io/vac-protection");
    }

    @Test
    void anAttributesClassStaysWhileAClaimNamesItAndGoesThen() {
        load(VOLUMES);
        PersistentVolumeClaim claim = get(PersistentVolumeClaim.class, "default", "data");
        claim.getSpec().setVolumeAttributesClassName("gold");
        cluster.quietly(() -> cluster.api.update(claim));
        cluster.converge();
        delete(get(VolumeAttributesClass.class, "", "gold"));
        cluster.converge();
        assertThat(get(VolumeAttributesClass.class, "", "gold").isMarkedForDeletion())
                .isTrue();
        delete(get(PersistentVolumeClaim.class, "default", "data"));
        cluster.converge();
        assertThat(cluster.get(() -> cluster.api.list(VolumeAttributesClass.class, "")))
                .isEmpty();
    }

    @Test
    void aClaimThatIsBeingDeletedIsBoundAllTheSame() {
        load(VOLUMES.replace("storageClassName: b", "storageClassName: none"));
        hold(get(PersistentVolumeClaim.class, "default", "data"));
        cluster.converge();
        load("""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: late}
                spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], storageClassName: none}
                """);
        BoundWritesSimulationTest.bounded(cluster.converge());
        assertThat(get(PersistentVolumeClaim.class, "default", "data")
                        .getStatus()
                        .getPhase())
                .isEqualTo("Bound");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void slicesOfAServiceThatIsBeingDeletedTellTheTruthButNoneIsMade(boolean withSlice) {
        load(BoundWritesSimulationTest.workload("ReplicaSet", "a", "replicas: 2"));
        String service = """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: default, finalizers: [example.com/never]}
                spec: {selector: {app: %s}, ports: [{port: 80}]}
                """;
        load(service.formatted("x"));
        delete(get(Service.class, "default", "web"));
        cluster.converge();
        if (!withSlice) {
            delete(slices().getFirst());
            cluster.converge();
            assertThat(slices()).isEmpty();
            return;
        }
        delete(cluster.pods().getFirst());
        BoundWritesSimulationTest.bounded(cluster.converge()).expectPods("x", 2);
        assertThat(slices()).singleElement().satisfies(slice -> assertThat(slice.getEndpoints())
                .extracting(e -> e.getTargetRef().getName())
                .containsExactlyInAnyOrderElementsOf(cluster.activePods("x").stream()
                        .map(pod -> pod.getMetadata().getName())
                        .toList()));
    }

    private List<EndpointSlice> slices() {
        return cluster.get(() -> cluster.api.list(EndpointSlice.class, "default"));
    }

    /** The pace of endpoints: what comes within the same moment is one write. */
    @Test
    void aBurstOfPodsIsFewWritesOfASlice() {
        load("""
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: default}
                spec: {selector: {app: x}, ports: [{port: 80}]}
                """);
        cluster.server.forgetRequests();
        load(BoundWritesSimulationTest.workload("ReplicaSet", "a", "replicas: 30"));
        assertThat(slices().getFirst().getEndpoints()).hasSize(30);
        assertThat(cluster.server.writes())
                .filteredOn(w -> w.contains("/endpointslices"))
                .as("instead of one for each pod")
                .hasSizeLessThanOrEqualTo(3);
    }
}
