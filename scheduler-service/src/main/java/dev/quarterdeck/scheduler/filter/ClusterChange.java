package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that can make a pod schedulable that was not.
 *
 * @param subject what changed, as it is now, or as it was last where it is gone; null where that is not known
 * @param node the node that changed, or that the pod came to or left, as it is now; null where there is none
 * @param changed the pod that came, left or was changed, other than the one that waits
 * @param isNew whether the subject was not there before
 */
public record ClusterChange(
        Kind kind,
        @Nullable HasMetadata subject,
        @Nullable NodeSnapshot node,
        @Nullable PodRequest changed,
        boolean isNew) {

    public enum Kind {
        NODE_ADDED,
        NODE_GONE,
        NODE_ALLOCATABLE,
        NODE_LABELS,
        NODE_TAINTS,
        NODE_FEATURES,
        /** A pod got its node: others may want to be near it, or to keep in step with it. */
        POD_ARRIVED,
        /** The labels of a pod that has a node were changed. */
        POD_LABELS,
        /** A pod that had a node ended or was deleted: its resources and ports are free. */
        POD_LEFT,
        /** A pod that has a node asks for less. */
        POD_SHRUNK,
        /** A pod that has a node is being deleted. */
        POD_ENDING,
        NAMESPACE_LABELS,
        CLAIM,
        VOLUME,
        STORAGE_CLASS,
        CSI_NODE,
        CSI_DRIVER,
        CSI_CAPACITY,
        ATTACHMENT_GONE,
        DEVICE_CLAIM,
        /** A claim gave its devices back. */
        DEVICES_FREED,
        DEVICE_CLASS,
        DEVICES,
        /** The waiting pod itself was changed. */
        POD_CHANGED
    }

    public static ClusterChange of(Kind kind) {
        return new ClusterChange(kind, null, null, null, false);
    }

    public static ClusterChange of(Kind kind, HasMetadata subject) {
        return of(kind, subject, false);
    }

    public static ClusterChange of(Kind kind, HasMetadata subject, boolean isNew) {
        return new ClusterChange(kind, subject, null, null, isNew);
    }

    public static ClusterChange of(Kind kind, @Nullable NodeSnapshot node) {
        return new ClusterChange(kind, null, node, null, false);
    }

    public static ClusterChange of(Kind kind, PodRequest pod, @Nullable NodeSnapshot node) {
        return new ClusterChange(kind, pod.pod(), node, pod, false);
    }

    public HasMetadata object() {
        return Objects.requireNonNull(subject);
    }

    /** The pod that came, left or was changed. */
    public Pod pod() {
        return Objects.requireNonNull(changed).pod();
    }
}
