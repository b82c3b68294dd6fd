package dev.quarterdeck.scheduler.volume;

import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.scheduler.cycle.SchedulingException;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.PodSelection;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TopologySelectorTerm;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Volumes that are bound can be used on the node; claims that wait for their first consumer find a volume there, or one can be made there. Claims that do not
 * wait must be bound already.
 */
public final class VolumeBindingFilter implements NodeFilter {
    private static final List<Rejection> ELSEWHERE =
            List.of(new Rejection("node(s) didn't match PersistentVolume's node affinity", false));
    private static final List<Rejection> NONE_FOUND =
            List.of(new Rejection("node(s) didn't find available persistent volumes to bind", false));
    private static final List<Rejection> NO_SPACE =
            List.of(new Rejection("node(s) did not have enough free storage", false));
    private static final List<Rejection> GONE =
            List.of(new Rejection("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)", false));

    private final StorageObjects objects;

    public VolumeBindingFilter(StorageObjects objects) {
        this.objects = objects;
    }

    /** What a node says, with the plan where it says yes. */
    private record Answer(List<Rejection> rejections, VolumePlan plan) {}

    @Override
    public String name() {
        return "VolumeBinding";
    }

    @Override
    public @Nullable Rejection beforeNodes(PodRequest pod, ClusterSnapshot cluster) {
        String wrong = PodClaims.wrong(pod, objects);
        if (!wrong.isEmpty()) {
            return new Rejection(wrong, false);
        }
        for (PersistentVolumeClaim claim : objects.claims(pod.claims())) {
            if (!objects.isBound(claim) && !waits(claim)) {
                return new Rejection("pod has unbound immediate PersistentVolumeClaims", false);
            }
        }
        return null;
    }

    /** Whether it waits for its first consumer. A claim that names its volume is bound by the controller. */
    private boolean waits(PersistentVolumeClaim claim) {
        String volume = claim.getSpec().getVolumeName();
        StorageClass ofIt = objects.storageClass(StorageObjects.className(claim));
        return (volume == null || volume.isEmpty())
                && ofIt != null
                && "WaitForFirstConsumer".equals(ofIt.getVolumeBindingMode());
    }

    @Override
    public NodeCheck forPod(PodRequest pod, ClusterSnapshot cluster) {
        if (pod.claims().isEmpty()) {
            return NodeCheck.NOTHING_TO_ASK;
        }
        Question question = new Question(pod);
        return node -> question.ask(node).rejections();
    }

    /** How the pod's claims get their volumes on a node that was chosen. */
    public VolumePlan plan(PodRequest pod, NodeSnapshot node) {
        if (pod.claims().isEmpty()) {
            return new VolumePlan(node.name(), List.of(), List.of());
        }
        Answer answer = new Question(pod).ask(node);
        if (!answer.rejections().isEmpty()) {
            // Volumes are not part of snapshots: somebody else may have got one since the node was asked.
            throw new SchedulingException("running Reserve plugin \"VolumeBinding\": "
                    + answer.rejections().getFirst().reason());
        }
        return answer.plan();
    }

    /** The claims of one pod, looked up once. */
    private final class Question {
        private final List<PersistentVolume> bound = new ArrayList<>();
        private final Map<PersistentVolumeClaim, MatchingVolumes> waiting = new LinkedHashMap<>();
        private final List<PersistentVolumeClaim> decided = new ArrayList<>();
        private final boolean lost;

        Question(PodRequest pod) {
            boolean missing = false;
            List<PersistentVolumeClaim> sorted = new ArrayList<>();
            for (PersistentVolumeClaim claim : objects.claims(pod.claims())) {
                if (!objects.isBound(claim)) {
                    (objects.nodeFor(claim).isEmpty() ? sorted : decided).add(claim);
                    continue;
                }
                PersistentVolume volume = objects.volume(claim.getSpec().getVolumeName());
                if (volume == null) {
                    missing = true;
                } else if (volume.getSpec().getNodeAffinity() != null) {
                    bound.add(volume);
                }
            }
            sorted.sort(Comparator.comparingLong(MatchingVolumes::asked));
            sorted.forEach(c -> waiting.put(c, new MatchingVolumes(c, objects)));
            lost = missing;
        }

        Answer ask(NodeSnapshot node) {
            VolumePlan none = new VolumePlan(node.name(), List.of(), List.of());
            for (PersistentVolume volume : bound) {
                if (!MatchingVolumes.canBeUsed(volume, node)) {
                    return new Answer(ELSEWHERE, none);
                }
            }
            List<VolumePlan.Binding> bindings = new ArrayList<>();
            List<PersistentVolumeClaim> provisions = new ArrayList<>();
            for (PersistentVolumeClaim claim : decided) {
                if (!objects.nodeFor(claim).equals(node.name())) {
                    return new Answer(NONE_FOUND, none);
                }
                provisions.add(claim);
            }
            Set<String> used = new HashSet<>();
            waiting.forEach((claim, volumes) -> {
                PersistentVolume volume = volumes.on(node, used);
                if (volume == null) {
                    provisions.add(claim);
                } else {
                    used.add(volume.getMetadata().getName());
                    bindings.add(new VolumePlan.Binding(volume, claim));
                }
            });
            for (PersistentVolumeClaim claim : provisions) {
                List<Rejection> no = canBeMade(claim, node);
                if (!no.isEmpty()) {
                    return new Answer(no, none);
                }
            }
            return new Answer(lost ? GONE : List.of(), new VolumePlan(node.name(), bindings, provisions));
        }
    }

    private List<Rejection> canBeMade(PersistentVolumeClaim claim, NodeSnapshot node) {
        StorageClass ofIt = objects.storageClass(StorageObjects.className(claim));
        if (ofIt == null
                || ofIt.getProvisioner() == null
                || ofIt.getProvisioner().isEmpty()
                || ofIt.getProvisioner().equals("kubernetes.io/no-provisioner")
                || !isAllowed(ofIt.getAllowedTopologies(), node)) {
            return NONE_FOUND;
        }
        return hasSpace(claim, ofIt, node) ? List.of() : NO_SPACE;
    }

    private static boolean isAllowed(List<TopologySelectorTerm> terms, NodeSnapshot node) {
        return terms.isEmpty()
                || terms.stream()
                        .anyMatch(t -> !t.getMatchLabelExpressions().isEmpty()
                                && t.getMatchLabelExpressions().stream().allMatch(e -> e.getValues()
                                        .contains(node.labels().getOrDefault(e.getKey(), "\0"))));
    }

    /** Asked of drivers that publish their capacity (KEP-1472). */
    private boolean hasSpace(PersistentVolumeClaim claim, StorageClass ofIt, NodeSnapshot node) {
        CSIDriver driver = objects.driver(ofIt.getProvisioner());
        long asked = MatchingVolumes.asked(claim);
        if (asked == 0
                || driver == null
                || !Boolean.TRUE.equals(driver.getSpec().getStorageCapacity())) {
            return true;
        }
        for (CSIStorageCapacity capacity : objects.capacities()) {
            var most =
                    capacity.getMaximumVolumeSize() == null ? capacity.getCapacity() : capacity.getMaximumVolumeSize();
            if (ofIt.getMetadata().getName().equals(capacity.getStorageClassName())
                    && most != null
                    && Quantity.parse(most.toString()).value() >= asked
                    && PodSelection.of(capacity.getNodeTopology()).matches(node.labels())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of(
                ClusterChange.Kind.NODE_ADDED,
                ClusterChange.Kind.NODE_LABELS,
                ClusterChange.Kind.CLAIM,
                ClusterChange.Kind.VOLUME,
                ClusterChange.Kind.STORAGE_CLASS,
                ClusterChange.Kind.CSI_DRIVER,
                ClusterChange.Kind.CSI_CAPACITY,
                ClusterChange.Kind.CSI_NODE);
    }

    @Override
    public boolean mayHelp(PodRequest pod, ClusterChange change) {
        return change.kind() != ClusterChange.Kind.CLAIM || PodClaims.uses(pod, change.object());
    }
}
