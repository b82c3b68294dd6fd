package dev.quarterdeck.scheduler.volume;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A volume that is labelled with a zone or a region can be used there. Nodes without such labels are not asked: they know no zones. */
public final class VolumeZoneFilter implements NodeFilter {
    private static final List<Rejection> NO = List.of(new Rejection("node(s) had no available volume zone", false));
    private static final Map<String, String> LABELS = Map.of(
            "topology.kubernetes.io/zone", "topology.kubernetes.io/zone",
            "topology.kubernetes.io/region", "topology.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region");

    private final StorageObjects objects;

    public VolumeZoneFilter(StorageObjects objects) {
        this.objects = objects;
    }

    private record Place(String label, Set<String> values) {}

    @Override
    public String name() {
        return "VolumeZone";
    }

    @Override
    public NodeCheck forPod(PodRequest pod, ClusterSnapshot cluster) {
        List<Place> places = new ArrayList<>();
        for (PersistentVolumeClaim claim : objects.claims(pod.claims())) {
            String name = claim.getSpec().getVolumeName();
            PersistentVolume volume = name == null || name.isEmpty() ? null : objects.volume(name);
            Map<String, String> labels =
                    volume == null ? null : volume.getMetadata().getLabels();
            if (labels != null) {
                labels.forEach((label, values) -> {
                    if (LABELS.containsKey(label)) {
                        places.add(new Place(label, Set.of(values.split("__"))));
                    }
                });
            }
        }
        return places.isEmpty() ? NodeCheck.NOTHING_TO_ASK : node -> accepts(node, places) ? List.of() : NO;
    }

    private static boolean accepts(NodeSnapshot node, List<Place> places) {
        if (LABELS.keySet().stream().noneMatch(node.labels()::containsKey)) {
            return true;
        }
        for (Place place : places) {
            String value = node.labels().get(place.label());
            if (value == null) {
                value = node.labels().get(LABELS.getOrDefault(place.label(), ""));
            }
            if (value == null || !place.values().contains(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of(
                ClusterChange.Kind.NODE_ADDED,
                ClusterChange.Kind.NODE_LABELS,
                ClusterChange.Kind.CLAIM,
                ClusterChange.Kind.VOLUME,
                ClusterChange.Kind.STORAGE_CLASS);
    }

    @Override
    public boolean mayHelp(PodRequest pod, ClusterChange change) {
        return change.kind() != ClusterChange.Kind.CLAIM || PodClaims.uses(pod, change.object());
    }
}
