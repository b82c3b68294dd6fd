package dev.quarterdeck.node.runtime;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container as the runtime sees it.
 *
 * @param restartCount how many containers of this name the pod had before
 * @param image the reference it was created from
 * @param imageId the runtime's name of the image
 * @param reason the runtime's word for how it ended, {@code OOMKilled}
 */
public record ObservedContainer(
        String id,
        String sandboxId,
        String name,
        int restartCount,
        State state,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int exitCode,
        String reason,
        String message,
        String image,
        String imageId,
        Map<String, String> annotations) {

    /** As in CRI. */
    public enum State {
        CREATED,
        RUNNING,
        EXITED,
        UNKNOWN
    }

    public boolean exited() {
        return state == State.EXITED;
    }

    public boolean isRunning() {
        return state == State.RUNNING;
    }

    /** When it ended; for containers that never ran, when they were made. */
    public Instant endedAt() {
        return finishedAt != null ? finishedAt : createdAt;
    }

    /** The hash of the container's part of the pod that it was made from. */
    public String hash() {
        return annotations.getOrDefault(Labels.CONTAINER_HASH, "");
    }
}
