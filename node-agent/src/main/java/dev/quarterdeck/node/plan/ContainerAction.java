package dev.quarterdeck.node.plan;

import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.spec.PodContainer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One thing to do about one container. */
public sealed interface ContainerAction {
    String containerName();

    /** @param restartCount how often it was started before */
    record Start(PodContainer container, int restartCount) implements ContainerAction {
        @Override
        public String containerName() {
            return container.name();
        }
    }

    /**
     * @param why the message of the Killing event
     * @param grace in place of the pod's grace period
     */
    record Stop(
            PodContainer container,
            ObservedContainer observed,
            String why,
            @Nullable Duration grace) implements ContainerAction {
        @Override
        public String containerName() {
            return container.name();
        }
    }
}
