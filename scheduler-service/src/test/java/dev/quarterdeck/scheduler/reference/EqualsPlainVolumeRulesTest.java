package dev.quarterdeck.scheduler.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.Pods;
import dev.quarterdeck.scheduler.SchedulingRules;
import dev.quarterdeck.scheduler.cycle.Decision;
import dev.quarterdeck.scheduler.cycle.NodeVerdict;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.volume.StorageObjects;
import dev.quarterdeck.scheduler.volume.VolumePlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TopologySelectorLabelRequirement;
import io.fabric8.kubernetes.api.model.TopologySelectorTerm;
import io.fabric8.kubernetes.api.model.storage.CSIDriverBuilder;
import io.fabric8.kubernetes.api.model.storage.CSINodeBuilder;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacityBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Pods with claims on random clusters, where nodes, volumes, claims, classes, limits and attachments come, change and go: each pod may go to the nodes that the
 * rules written down plainly allow, and to no others; what its claims get there is what those find, too.
 */
class EqualsPlainVolumeRulesTest {
    private static final int CLUSTERS = 250;
    private static final int EVENTS = 80;
    private static final String DRIVER = "csi.example.com";

    private PlainVolumeRules world = new PlainVolumeRules();
    private Random random = new Random(0);
    private ClusterState state = new ClusterState();
    private int made;
    private StorageObjects storage = new StorageObjects();

    private boolean one(int of) {
        return random.nextInt(of) == 0;
    }

    private String any(String... words) {
        return words[random.nextInt(words.length)];
    }

    @Test
    void podsGoWhereThePlainRulesLetThem() {
        int compared = 0;
        int placed = 0;
        int refused = 0;
        for (long seed = 1; seed <= CLUSTERS; seed++) {
            random = new Random(seed);
            world = new PlainVolumeRules();
            Profile profile = Profile.standard("default-scheduler");
            SchedulingRules rules = SchedulingRules.of(List.of(profile));
            SchedulingCycle cycle = rules.cycle(profile, random);
            state = new ClusterState();
            storage = rules.storage();
            for (int i = 0; i < EVENTS; i++) {
                change(i);
                if (one(3)) {
                    continue;
                }
                Pod pod = pod("p" + i);
                PodRequest request = PodRequest.of(pod);
                String where = "seed %d, event %d".formatted(seed, i);
                Set<String> expected = world.fitting(pod);
                Set<String> actual = new TreeSet<>();
                boolean ofThePod = false;
                Decision decision = cycle.decide(request, state.snapshot());
                if (decision instanceof Decision.Unschedulable no) {
                    ofThePod = no.ofThePod();
                }
                if (!ofThePod) {
                    for (NodeVerdict verdict : cycle.verdicts(request, state.snapshot())) {
                        if (verdict.fits()) {
                            actual.add(verdict.node());
                        }
                    }
                }
                assertThat(actual).as(where).isEqualTo(expected);
                compared++;
                if (decision instanceof Decision.Placed(String node)) {
                    assertThat(expected).as(where).contains(node);
                    placed++;
                    refused += expected.size() < world.nodes.size() ? 1 : 0;
                    VolumePlan plan = rules.binding().plan(request, Objects.requireNonNull(state.node(node)));
                    carryOut(plan, pod, node);
                } else {
                    assertThat(expected).as(where).isEmpty();
                }
            }
        }
        assertThat(compared).isGreaterThan(10_000);
        assertThat(placed).isGreaterThan(compared / 4);
        assertThat(refused).as("placed where others were refused").isGreaterThan(compared / 20);
    }

    /** What the controller of persistent volumes makes of it; sometimes it has not come to it yet. */
    private void carryOut(VolumePlan plan, Pod pod, String node) {
        for (VolumePlan.Binding each : plan.bindings()) {
            bind(each.claim(), each.volume());
        }
        for (PersistentVolumeClaim claim : plan.provisions()) {
            if (one(2)) {
                bind(
                        claim,
                        volume(
                                "made-for-" + claim.getMetadata().getName(),
                                claim.getSpec().getStorageClassName()));
            } else {
                claim(claim.edit()
                        .editMetadata()
                        .addToAnnotations("volume.kubernetes.io/selected-node", node)
                        .endMetadata()
                        .build());
            }
        }
        Pod bound = pod.edit().editSpec().withNodeName(node).endSpec().build();
        world.pods.put(pod.getMetadata().getUid(), bound);
        state.podOnNode(bound);
    }

    private void bind(PersistentVolumeClaim claim, PersistentVolume volume) {
        volume(volume.edit()
                .editSpec()
                .withNewClaimRef()
                .withNamespace("default")
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .endClaimRef()
                .endSpec()
                .withNewStatus()
                .withPhase("Bound")
                .endStatus()
                .build());
        claim(claim.edit()
                .editMetadata()
                .addToAnnotations("pv.kubernetes.io/bind-completed", "yes")
                .endMetadata()
                .editSpec()
                .withVolumeName(volume.getMetadata().getName())
                .endSpec()
                .build());
    }

    private static <T extends HasMetadata> void put(
            Map<String, T> all, String name, @Nullable T now, BiConsumer<@Nullable T, @Nullable T> tell) {
        T before = now == null ? all.remove(name) : all.put(name, now);
        if (before != null || now != null) {
            tell.accept(before, now);
        }
    }

    private void claim(PersistentVolumeClaim claim) {
        put(world.claims, claim.getMetadata().getName(), claim, storage::claim);
    }

    private void volume(PersistentVolume volume) {
        put(world.volumes, volume.getMetadata().getName(), volume, storage::volume);
    }

    private void change(int i) {
        switch (random.nextInt(13)) {
            case 0, 1, 2 -> {
                Node node = node("n" + random.nextInt(6));
                world.nodes.put(node.getMetadata().getName(), node);
                state.nodeChanged(node);
            }
            case 3 -> {
                String name = "n" + random.nextInt(6);
                if (one(3) && world.nodes.remove(name) != null) {
                    state.nodeGone(name);
                }
            }
            case 4, 5 -> {
                String name = "v" + random.nextInt(8);
                if (one(4)) {
                    put(world.volumes, name, null, storage::volume);
                } else {
                    volume(volume(name, any("local", "wait", "now")));
                }
            }
            case 6, 7 -> {
                String name = "c" + random.nextInt(7);
                if (one(5)) {
                    put(world.claims, name, null, storage::claim);
                } else {
                    claim(claim(name));
                }
            }
            case 8 -> storageClass(any("local", "wait", "now"));
            case 9 -> limits("n" + random.nextInt(6));
            case 10 -> {
                Pod pod = pod("x" + i)
                        .edit()
                        .editSpec()
                        .withNodeName("n" + random.nextInt(6))
                        .endSpec()
                        .build();
                world.pods.put(pod.getMetadata().getUid(), pod);
                state.podOnNode(pod);
            }
            case 11 -> {
                if (!world.pods.isEmpty()) {
                    String uid = List.copyOf(world.pods.keySet()).get(random.nextInt(world.pods.size()));
                    world.pods.remove(uid);
                    state.podGone(uid);
                }
            }
            default -> attachmentOrCapacity();
        }
    }

    private Node node(String name) {
        var builder = Pods.node(name)
                .editStatus()
                .addToAllocatable("pods", new Quantity("110"))
                .endStatus();
        return one(6)
                ? builder.build()
                : builder.editMetadata()
                        .addToLabels(PlainVolumeRules.ZONE, any("a", "b"))
                        .endMetadata()
                        .build();
    }

    private PersistentVolume volume(String name, String ofClass) {
        var builder = new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withStorageClassName(ofClass)
                .withAccessModes("ReadWriteOnce", "ReadWriteOncePod")
                .addToCapacity("storage", new Quantity((1 + random.nextInt(4)) + "Gi"))
                .endSpec()
                .withNewStatus()
                .withPhase(one(6) ? "Released" : "Available")
                .endStatus();
        if (one(2)) {
            builder.editMetadata()
                    .addToLabels(PlainVolumeRules.ZONE, any("a", "b", "a__b"))
                    .endMetadata();
        }
        if (one(2)) {
            boolean byHost = one(2);
            builder.editSpec()
                    .withNewNodeAffinity()
                    .withNewRequired()
                    .addNewNodeSelectorTerm()
                    .withMatchExpressions(new NodeSelectorRequirement(
                            byHost ? "kubernetes.io/hostname" : PlainVolumeRules.ZONE,
                            "In",
                            List.of(byHost ? "n" + random.nextInt(6) : any("a", "b"))))
                    .endNodeSelectorTerm()
                    .endRequired()
                    .endNodeAffinity()
                    .endSpec();
        }
        if (name.equals("v0") && one(2)) {
            builder.editSpec()
                    .withNewClaimRef()
                    .withNamespace("default")
                    .withName("c" + random.nextInt(7))
                    .endClaimRef()
                    .endSpec();
        }
        if (!one(3)) {
            builder.editSpec()
                    .withNewCsi()
                    .withDriver(DRIVER)
                    .withVolumeHandle(name)
                    .endCsi()
                    .endSpec();
        }
        return builder.build();
    }

    /** Sometimes bound already, to a volume that may be gone. */
    private PersistentVolumeClaim claim(String name) {
        var builder = new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .withUid("uid-" + made++)
                .endMetadata()
                .withNewSpec()
                .withStorageClassName(any("local", "wait", "wait", "now"))
                .withAccessModes(one(5) ? "ReadWriteOncePod" : "ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity((1 + random.nextInt(4)) + "Gi"))
                .endResources()
                .endSpec();
        if (one(3)) {
            builder.editMetadata()
                    .addToAnnotations("pv.kubernetes.io/bind-completed", "yes")
                    .endMetadata()
                    .editSpec()
                    .withVolumeName("v" + random.nextInt(8))
                    .endSpec();
        } else if (one(10)) {
            builder.editSpec().withVolumeName("v" + random.nextInt(8)).endSpec();
        }
        if (one(12)) {
            builder.editMetadata().withDeletionTimestamp("2026-01-01T00:00:00Z").endMetadata();
        }
        return builder.build();
    }

    private void storageClass(String name) {
        if (one(8)) {
            put(world.classes, name, null, storage::storageClass);
            return;
        }
        var builder = new StorageClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withProvisioner(name.equals("local") ? "kubernetes.io/no-provisioner" : DRIVER)
                .withVolumeBindingMode(name.equals("now") ? "Immediate" : "WaitForFirstConsumer");
        if (name.equals("wait") && one(3)) {
            builder.withAllowedTopologies(new TopologySelectorTerm(
                    List.of(new TopologySelectorLabelRequirement(PlainVolumeRules.ZONE, List.of(any("a", "b"))))));
        }
        put(world.classes, name, builder.build(), storage::storageClass);
    }

    private void limits(String node) {
        put(
                world.csiNodes,
                node,
                one(5)
                        ? null
                        : new CSINodeBuilder()
                                .withNewMetadata()
                                .withName(node)
                                .endMetadata()
                                .withNewSpec()
                                .addNewDriver()
                                .withName(DRIVER)
                                .withNodeID(node)
                                .withNewAllocatable(random.nextInt(4))
                                .endDriver()
                                .endSpec()
                                .build(),
                storage::csiNode);
    }

    private void attachmentOrCapacity() {
        String name = "a" + random.nextInt(5);
        switch (random.nextInt(3)) {
            case 0 ->
                put(
                        world.attachments,
                        name,
                        world.attachments.containsKey(name)
                                ? null
                                : new VolumeAttachmentBuilder()
                                        .withNewMetadata()
                                        .withName(name)
                                        .endMetadata()
                                        .withNewSpec()
                                        .withAttacher(DRIVER)
                                        .withNodeName("n" + random.nextInt(6))
                                        .withNewSource()
                                        .withPersistentVolumeName("v" + random.nextInt(8))
                                        .endSource()
                                        .endSpec()
                                        .build(),
                        storage::attachment);
            case 1 ->
                put(
                        world.drivers,
                        DRIVER,
                        new CSIDriverBuilder()
                                .withNewMetadata()
                                .withName(DRIVER)
                                .endMetadata()
                                .withNewSpec()
                                .withStorageCapacity(one(3))
                                .endSpec()
                                .build(),
                        storage::driver);
            default ->
                put(
                        world.capacities,
                        name,
                        new CSIStorageCapacityBuilder()
                                .withNewMetadata()
                                .withNamespace("kube-system")
                                .withName(name)
                                .endMetadata()
                                .withStorageClassName("wait")
                                .withCapacity(new Quantity(random.nextInt(5) + "Gi"))
                                .withNewNodeTopology()
                                .addToMatchLabels(PlainVolumeRules.ZONE, any("a", "b"))
                                .endNodeTopology()
                                .build(),
                        storage::capacity);
        }
    }

    private Pod pod(String name) {
        var builder = Pods.pod(name).editSpec();
        Set<String> used = new TreeSet<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            used.add("c" + random.nextInt(7));
        }
        for (String claim : used) {
            // Claims that nobody has made keep pods waiting for sure: seldom.
            if (world.claims.containsKey(claim) || one(12)) {
                builder = builder.addNewVolume()
                        .withName(claim)
                        .withNewPersistentVolumeClaim(claim, false)
                        .endVolume();
            }
        }
        if (one(4)) {
            builder = builder.addNewVolume()
                    .withName("disk")
                    .withNewAwsElasticBlockStore()
                    .withVolumeID("disk-" + random.nextInt(3))
                    .endAwsElasticBlockStore()
                    .endVolume();
        }
        return builder.endSpec().build();
    }
}
