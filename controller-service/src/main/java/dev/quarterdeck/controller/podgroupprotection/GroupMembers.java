package dev.quarterdeck.controller.podgroupprotection;

import dev.quarterdeck.reconcile.model.PodGroup;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which group a pod is in, as long as it has not ended; and which groups wait for that. Pure. */
final class GroupMembers {
    private GroupMembers() {}

    /** Whether a group is being deleted and kept by nothing but its pods, as far as we are asked. */
    static boolean isWaiting(PodGroup group) {
        return group.isMarkedForDeletion() && group.hasFinalizer(PodGroup.PROTECTION);
    }

    /** For an index: {@code namespace/name} of the group. */
    static List<String> activeIn(Pod pod) {
        String group = group(pod);
        return group.isEmpty() || hasEnded(pod)
                ? List.of()
                : List.of(key(pod.getMetadata().getNamespace(), group));
    }

    static String key(String namespace, String group) {
        return namespace + "/" + group;
    }

    /** The name of the group that may have lost its last pod by this; empty for none. */
    static String left(@Nullable Pod before, @Nullable Pod after) {
        if (after != null && hasEnded(after) && (before == null || !hasEnded(before))) {
            return group(after);
        }
        boolean replaced = before != null
                && after != null
                && !before.getMetadata().getUid().equals(after.getMetadata().getUid());
        return before != null && (after == null || replaced) ? group(before) : "";
    }

    private static String group(Pod pod) {
        PodSchedulingGroup group = pod.getSpec() == null ? null : pod.getSpec().getSchedulingGroup();
        return group == null || group.getPodGroupName() == null ? "" : group.getPodGroupName();
    }

    private static boolean hasEnded(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }
}
