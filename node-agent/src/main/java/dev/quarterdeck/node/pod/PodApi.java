package dev.quarterdeck.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;

/** What a node writes about pods. Calls block; a failed one throws, and is made again by whoever needs it. */
public interface PodApi {

    /** Writes the status of this very pod (by uid). A pod that is gone or was replaced is no failure. */
    void writeStatus(Pod pod, PodStatus status);

    /** Removes the object at once, if it still is this very pod. */
    void delete(Pod pod);
}
