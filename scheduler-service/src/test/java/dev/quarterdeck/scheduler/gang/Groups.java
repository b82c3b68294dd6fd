package dev.quarterdeck.scheduler.gang;

import static dev.quarterdeck.scheduler.Pods.pod;

import dev.quarterdeck.reconcile.model.PodGroup;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Groups of pods as the API would hold them, for tests. */
public final class Groups {
    public static final GangSettings GANGS = new GangSettings(true, true, false, false);

    private Groups() {}

    /** @param minCount 0 for one whose pods go each for itself */
    public static PodGroup group(String name, int minCount) {
        return group(name, minCount, Map.of());
    }

    public static PodGroup group(String name, int minCount, Map<String, Object> more) {
        PodGroup group = new PodGroup();
        group.setMetadata(new ObjectMetaBuilder()
                .withNamespace("default")
                .withName(name)
                .withUid("uid-" + name)
                .build());
        Map<String, Object> spec = new HashMap<>(more);
        spec.put(
                "schedulingPolicy",
                minCount == 0 ? Map.of("basic", Map.of()) : Map.of("gang", Map.of("minCount", minCount)));
        group.setAdditionalProperty("spec", spec);
        return group;
    }

    public static PodGroup within(String name, int minCount, String topologyKey) {
        return group(
                name,
                minCount,
                Map.of("schedulingConstraints", Map.of("topology", List.of(Map.of("key", topologyKey)))));
    }

    public static Pod member(String name, String group, String cpu) {
        return member(pod(name, cpu, "1Mi"), group);
    }

    public static Pod member(Pod pod, String group) {
        pod.getSpec().setSchedulingGroup(new PodSchedulingGroup(group));
        return pod;
    }
}
