package dev.quarterdeck.node.event;

import dev.quarterdeck.node.spec.PodContainer;
import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.Nullable;

/** Tells users about pods. Never blocks and never fails: events are best effort. */
public interface PodEvents {

    /** @param container the container it is about; null = the pod as a whole */
    void event(Pod pod, @Nullable PodContainer container, Type type, String reason, String message);

    /** Something that should happen, or something that should not. */
    enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    default void normal(Pod pod, @Nullable PodContainer container, String reason, String message) {
        event(pod, container, Type.NORMAL, reason, message);
    }

    default void warning(Pod pod, @Nullable PodContainer container, String reason, String message) {
        event(pod, container, Type.WARNING, reason, message);
    }
}
