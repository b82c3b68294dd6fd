package dev.quarterdeck.scheduler.gang;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGroup;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which PodGroup a pod belongs to, whether that is there or not. */
public record GroupKey(String namespace, String name) {

    /** Null where it belongs to none. */
    public static @Nullable GroupKey of(Pod pod) {
        PodSchedulingGroup group = pod.getSpec().getSchedulingGroup();
        return group == null || group.getPodGroupName() == null
                ? null
                : new GroupKey(
                        Objects.requireNonNullElse(pod.getMetadata().getNamespace(), ""), group.getPodGroupName());
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
