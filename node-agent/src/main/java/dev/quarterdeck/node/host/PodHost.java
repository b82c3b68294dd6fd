package dev.quarterdeck.node.host;

import dev.quarterdeck.node.cri.v1.ContainerConfig;
import dev.quarterdeck.node.cri.v1.PodSandboxConfig;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.PodRuntime.LocalImage;
import dev.quarterdeck.node.spec.PodContainer;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pod needs of its host beside the runtime. All calls may block, and are level-based: made again, they repair. Calls for one pod come from one
 * thread at a time.
 */
public interface PodHost {

    /**
     * Makes directories, control group and volumes.
     *
     * @throws dev.quarterdeck.node.volume.VolumeError a volume cannot be set up, and why
     */
    void prepare(Pod pod) throws IOException;

    /** Brings the content of volumes up to date. */
    void refresh(Pod pod, List<String> podIps) throws IOException;

    PodSandboxConfig sandbox(Pod pod, int attempt);

    /**
     * @param targetId the container whose processes it shares, for ephemeral containers
     * @throws dev.quarterdeck.node.env.EnvironmentError it cannot be made as it is specified now
     */
    ContainerConfig container(
            Pod pod,
            PodContainer container,
            int restartCount,
            List<String> podIps,
            LocalImage image,
            @Nullable String targetId)
            throws IOException;

    /** What a container that ended left to say; empty for nothing. */
    String terminationMessage(Pod pod, ObservedContainer container);

    /** Gives volumes and control group back. Directories and logs stay. */
    void release(String podUid) throws IOException;

    /** Deletes all that is left of a pod. */
    void remove(Pod pod) throws IOException;

    /** Deletes what is left of a container that was removed from the runtime. */
    void removeContainer(Pod pod, ObservedContainer container) throws IOException;

    /** The uids of all pods that something on this host is left of. */
    List<String> leftovers() throws IOException;
}
