package dev.quarterdeck.scheduler.explain;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.cycle.NodeExtension;
import dev.quarterdeck.scheduler.cycle.SchedulingException;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static Pod on(String node, Pod pod, int priority) {
        return pod.edit()
                .editSpec()
                .withNodeName(node)
                .withPriority(priority)
                .endSpec()
                .build();
    }

    private static Explanation explain(Pod pod, List<Node> nodes, List<Pod> pods) {
        ListedObjects objects = new ListedObjects().with(Node.class, nodes).with(Pod.class, pods);
        return new Explainer(Profile.standard("default-scheduler"), objects).explain(pod);
    }

    @Test
    void eachNodeTellsWhichRuleSaidNoAndWhatHelps() {
        Node tainted = node("n2")
                .editSpec()
                .withTaints(new Taint("NoSchedule", "key", null, "value"))
                .endSpec()
                .build();
        Node closed = node("n3").editSpec().withUnschedulable(true).endSpec().build();
        Explanation it = explain(
                pod("big", "2", "1Gi"),
                List.of(plainNode("n1"), tainted, closed),
                List.of(on("n1", pod("a", "1", "1Gi"), 5)));
        assertThat(it.fitting()).isZero();
        assertThat(it.message())
                .isEqualTo("0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s),"
                        + " 1 node(s) were unschedulable.");
        assertThat(it.preemption())
                .isEqualTo("preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod,"
                        + " 2 Preemption is not helpful for scheduling.");
        assertThat(it.nodes()).extracting(NodeAnswer::node).containsExactly("n1", "n2", "n3");
        assertThat(it.nodes())
                .extracting(NodeAnswer::rule)
                .containsExactly("NodeResourcesFit", "TaintToleration", "NodeUnschedulable");
        assertThat(it.nodes()).extracting(NodeAnswer::preemptionHelps).containsExactly(true, false, false);
        assertThat(it.nodes().getFirst().waitsFor())
                .contains(ClusterChange.Kind.POD_LEFT, ClusterChange.Kind.NODE_ALLOCATABLE)
                .doesNotContain(ClusterChange.Kind.NODE_TAINTS);
        assertThat(it.nodes().get(1).waitsFor()).contains(ClusterChange.Kind.NODE_TAINTS);
    }

    @Test
    void itTellsWhoWouldHaveToGo() {
        Pod important = on("", pod("big", "2", "1Gi"), 100);
        Explanation it = explain(important, List.of(plainNode("n1")), List.of(on("n1", pod("a", "1", "1Gi"), 5)));
        assertThat(it.clearedNode()).isEqualTo("n1");
        assertThat(it.victims()).containsExactly("default/a");
    }

    @Test
    void theScoresOfANodeAreTheSumOfWhatItsRulesGive() {
        Pod placed = on("n1", pod("a", "1", "1Gi"), 0);
        Explanation it =
                explain(placed, List.of(plainNode("n1"), plainNode("n2")), List.of(on("n2", pod("b", "1", "1Gi"), 0)));
        assertThat(it.fitting()).isEqualTo(2);
        assertThat(it.message()).isEmpty();
        NodeAnswer empty = it.nodes().getFirst();
        NodeAnswer half = it.nodes().getLast();
        assertThat(empty.scores()).containsEntry("TaintToleration", 300L).containsEntry("NodeResourcesFit", 62L);
        assertThat(half.scores()).containsEntry("NodeResourcesFit", 25L);
        assertThat(empty.score()).isGreaterThan(half.score());
    }

    @Test
    void whatIsWrongWithThePodItselfIsSaidOfEachNode() {
        Pod asks = pod("a").editSpec()
                .addNewVolume()
                .withName("v")
                .withNewPersistentVolumeClaim("data", false)
                .endVolume()
                .endSpec()
                .build();
        Explanation it = explain(asks, List.of(plainNode("n1"), plainNode("n2")), List.of());
        assertThat(it.nodes()).extracting(NodeAnswer::rule).containsOnly("VolumeRestrictions");
        assertThat(it.nodes().getFirst().reasons()).containsExactly("persistentvolumeclaim \"data\" not found");
    }

    @Test
    void aClusterWithoutNodesSaysSo() {
        Explanation it = explain(pod("a", "1", "1Gi"), List.of(), List.of());
        assertThat(it.nodes()).isEmpty();
        assertThat(it.message()).isEqualTo("no nodes available to schedule pods");
    }

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private static <T extends HasMetadata> T read(Class<T> type, String yaml) {
        return YAML.unmarshal(yaml, type);
    }

    /** Rule and reasons, by node. */
    private static Map<String, String> said(Explanation explanation) {
        return explanation.nodes().stream()
                .collect(Collectors.toMap(
                        NodeAnswer::node, n -> n.fits() ? "fits" : n.rule() + ": " + String.join("; ", n.reasons())));
    }

    private static ResourceSlice slice(String node, String model) {
        return read(ResourceSlice.class, """
                metadata: {name: slice-%s}
                spec:
                  driver: gpu.example.com
                  pool: {name: %s, generation: 1, resourceSliceCount: 1}
                  nodeName: %s
                  devices: [{name: gpu-0, attributes: {model: {string: %s}}}]
                """.formatted(node, node, node, model));
    }

    @Test
    void nodesTellWhyTheyHaveNoDevicesForAPod() {
        ResourceClaim wanted = read(ResourceClaim.class, """
                metadata: {name: wanted, namespace: default, uid: uid-wanted}
                spec: {devices: {requests: [{name: r, exactly: {deviceClassName: gpu, allocationMode: ExactCount, count: 1}}]}}
                """);
        ResourceClaim other = read(ResourceClaim.class, """
                metadata: {name: other, namespace: default, uid: uid-other}
                spec: {devices: {requests: [{name: r, exactly: {deviceClassName: gpu, allocationMode: ExactCount, count: 1}}]}}
                status:
                  reservedFor: [{resource: pods, name: x, uid: uid-x}]
                  allocation: {devices: {results: [{request: r, driver: gpu.example.com, pool: n2, device: gpu-0}]}}
                """);
        DeviceClass gpu = read(DeviceClass.class, """
                metadata: {name: gpu}
                spec: {selectors: [{cel: {expression: 'device.attributes["gpu.example.com"].model == "a"'}}]}
                """);
        Pod asking = pod("p").editSpec()
                .addNewResourceClaim()
                .withName("r")
                .withResourceClaimName("wanted")
                .endResourceClaim()
                .endSpec()
                .build();
        ListedObjects objects = new ListedObjects()
                .with(Node.class, List.of(plainNode("n1"), plainNode("n2"), plainNode("n3"), plainNode("n4")))
                .with(ResourceSlice.class, List.of(slice("n1", "a"), slice("n2", "a"), slice("n3", "b")))
                .with(DeviceClass.class, List.of(gpu))
                .with(ResourceClaim.class, List.of(wanted, other));
        Explanation it = new Explainer(Profile.standard("default-scheduler"), objects).explain(asking);
        assertThat(said(it))
                .containsEntry("n1", "fits")
                .containsEntry("n2", "DynamicResources: cannot allocate all claims")
                .containsEntry("n3", "DynamicResources: cannot allocate all claims")
                .containsEntry("n4", "DynamicResources: cannot allocate all claims");
        assertThat(it.nodes().get(1).waitsFor())
                .contains(ClusterChange.Kind.DEVICES, ClusterChange.Kind.DEVICES_FREED)
                .doesNotContain(ClusterChange.Kind.NODE_TAINTS);
    }

    @Test
    void nodesTellWhyTheyCannotHaveAPodsVolumes() {
        PersistentVolumeClaim bound = read(PersistentVolumeClaim.class, """
                metadata: {name: bound, namespace: default, uid: u1, annotations: {pv.kubernetes.io/bind-completed: 'yes'}}
                spec: {storageClassName: fast, volumeName: v1, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        PersistentVolumeClaim waiting = read(PersistentVolumeClaim.class, """
                metadata: {name: waiting, namespace: default, uid: u2}
                spec: {storageClassName: local, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        PersistentVolume inZone = read(PersistentVolume.class, """
                metadata: {name: v1, labels: {topology.kubernetes.io/zone: a}}
                spec: {storageClassName: fast, accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, csi: {driver: d, volumeHandle: h1}}
                status: {phase: Bound}
                """);
        PersistentVolume onHost = read(PersistentVolume.class, """
                metadata: {name: v2}
                spec:
                  storageClassName: local
                  accessModes: [ReadWriteOnce]
                  capacity: {storage: 1Gi}
                  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [n1, n3]}]}]}}
                status: {phase: Available}
                """);
        StorageClass local = read(StorageClass.class, """
                metadata: {name: local}
                provisioner: kubernetes.io/no-provisioner
                volumeBindingMode: WaitForFirstConsumer
                """);
        CSINode full = read(CSINode.class, """
                metadata: {name: n3}
                spec: {drivers: [{name: d, nodeID: n3, allocatable: {count: 0}}]}
                """);
        Pod asking = pod("p").editSpec()
                .addNewVolume()
                .withName("a")
                .withNewPersistentVolumeClaim("bound", false)
                .endVolume()
                .addNewVolume()
                .withName("b")
                .withNewPersistentVolumeClaim("waiting", false)
                .endVolume()
                .endSpec()
                .build();
        ListedObjects objects = new ListedObjects()
                .with(Node.class, List.of(zoned("n1", "a"), zoned("n2", "a"), zoned("n3", "a"), zoned("n1-b", "b")))
                .with(PersistentVolumeClaim.class, List.of(bound, waiting))
                .with(PersistentVolume.class, List.of(inZone, onHost))
                .with(StorageClass.class, List.of(local))
                .with(CSINode.class, List.of(full));
        Explanation it = new Explainer(Profile.standard("default-scheduler"), objects).explain(asking);
        assertThat(said(it))
                .containsEntry("n1", "fits")
                .containsEntry("n2", "VolumeBinding: node(s) didn't find available persistent volumes to bind")
                .containsEntry("n3", "NodeVolumeLimits: node(s) exceed max volume count")
                .containsEntry("n1-b", "VolumeBinding: node(s) didn't find available persistent volumes to bind");
        Pod one = asking.edit()
                .editSpec()
                .withVolumes(asking.getSpec().getVolumes().getFirst())
                .endSpec()
                .build();
        assertThat(said(new Explainer(Profile.standard("default-scheduler"), objects).explain(one)))
                .containsEntry("n2", "fits")
                .containsEntry("n1-b", "VolumeZone: node(s) had no available volume zone");
    }

    private static Node zoned(String name, String zone) {
        return node(name)
                .editMetadata()
                .addToLabels("topology.kubernetes.io/zone", zone)
                .endMetadata()
                .build();
    }

    /** Refuses by the name of the node; where it does not answer it says so. */
    private record FakeExtension(String failure) implements NodeExtension {
        @Override
        public boolean isAskedAbout(PodRequest pod) {
            return true;
        }

        @Override
        public Map<Integer, List<Rejection>> narrow(PodRequest pod, BitSet nodes, ClusterSnapshot cluster) {
            if (!failure.isEmpty()) {
                throw new SchedulingException(failure);
            }
            Map<Integer, List<Rejection>> no = new HashMap<>();
            for (var node : cluster.nodes()) {
                if (node.name().equals("hot") && nodes.get(node.slot())) {
                    no.put(node.slot(), List.of(new Rejection("too hot", false)));
                }
                if (node.name().equals("silent") && nodes.get(node.slot())) {
                    no.put(node.slot(), List.of());
                }
            }
            return no;
        }

        @Override
        public Map<Integer, Long> rank(PodRequest pod, BitSet nodes, ClusterSnapshot cluster) {
            return nodes.stream().boxed().collect(Collectors.toMap(slot -> slot, slot -> 70L));
        }

        @Override
        public Map<String, Victims> choose(PodRequest pod, Map<String, Victims> candidates, ClusterSnapshot cluster) {
            return candidates;
        }
    }

    @Test
    void nodesTellWhatExtendersHaveAgainstThem() {
        ListedObjects objects = new ListedObjects()
                .with(
                        Node.class,
                        List.of(
                                plainNode("good"),
                                plainNode("hot"),
                                plainNode("silent"),
                                node("shut")
                                        .editSpec()
                                        .withUnschedulable(true)
                                        .endSpec()
                                        .build()));
        Profile profile = Profile.standard("default-scheduler");
        Explanation it = new Explainer(profile, objects, new FakeExtension("")).explain(pod("p", "1", "1Gi"));
        assertThat(said(it))
                .containsEntry("good", "fits")
                .containsEntry("hot", "Extender: too hot")
                .containsEntry("silent", "Extender: ")
                .containsEntry("shut", "NodeUnschedulable: node(s) were unschedulable");
        assertThat(it.nodes().getFirst().scores()).containsEntry("Extender", 70L);
        Explanation failed =
                new Explainer(profile, objects, new FakeExtension("no answer")).explain(pod("p", "1", "1Gi"));
        assertThat(failed.fitting()).isZero();
        assertThat(failed.message()).isEqualTo("no answer");
        assertThat(said(failed))
                .containsEntry("good", "Extender: no answer")
                .containsEntry("shut", "NodeUnschedulable: node(s) were unschedulable");
    }
}
