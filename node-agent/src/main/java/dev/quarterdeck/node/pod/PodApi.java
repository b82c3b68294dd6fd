package dev.quarterdeck.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;

/** What a node writes about pods. Calls block; a failed one throws, and is made again by whoever needs it. */
public interface PodApi {

    /**
     * Writes the status of this very pod (by uid). A pod that is gone or was replaced is no failure.
     *
     * @return the revision that the pod has now; the highest possible where it is gone
     */
    long writeStatus(Pod pod, PodStatus status);

    /** How long a status waits for what may follow it at once: only the newest is written. */
    default Duration pace() {
        return Duration.ZERO;
    }

    /** Removes the object at once, if it still is this very pod. */
    void delete(Pod pod);
}
