package dev.quarterdeck.node.runtime;

import dev.quarterdeck.node.cri.v1.AuthConfig;
import dev.quarterdeck.node.cri.v1.ContainerConfig;
import dev.quarterdeck.node.cri.v1.PodSandboxConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What runs sandboxes and containers on one node. What is to run is told in CRI's own messages; what runs comes back as values. Every call may block
 * and may be made by any thread, many at once. A refused or failed call is a {@link RuntimeFailure}; removing or stopping what is not there is no
 * failure.
 */
public interface PodRuntime extends AutoCloseable {

    /** Name and version as a Node's status shows them: {@code containerd://1.7.2}. */
    String version();

    /** Empty if the runtime and its network are ready, else why not. */
    Optional<String> notReady();

    /** Tells the runtime the addresses of this node's pods, where it makes the pod network itself. */
    void podNetwork(List<String> podCidrs);

    /** Everything that runs or ran here, one entry per pod uid. */
    List<ObservedPod> list();

    /** What exists of one pod; without sandboxes and containers if nothing does. */
    ObservedPod observe(String podUid);

    /** Calls back with the uid of a pod whose sandboxes or containers changed; must return soon. May call without need, may not miss a change for good. */
    AutoCloseable watch(Consumer<String> podChanged);

    /** @return the sandbox's id */
    String runSandbox(PodSandboxConfig config, String runtimeHandler);

    /** Ends its containers and gives its addresses back. */
    void stopSandbox(String sandboxId);

    void removeSandbox(String sandboxId);

    /** @return the container's id */
    String createContainer(String sandboxId, PodSandboxConfig sandbox, ContainerConfig config);

    void startContainer(String containerId);

    /** SIGTERM, and SIGKILL after the grace period; returns when the container has ended. A later call with a shorter period overtakes. */
    void stopContainer(String containerId, Duration grace);

    void removeContainer(String containerId);

    /** Runs a command to its end. */
    ExecResult exec(String containerId, List<String> command, Duration timeout);

    /** Whether a server in a pod can answer on the pod's address; where processes are only imagined, none can. */
    default boolean hasServers() {
        return true;
    }

    /** What a log shows of any container here; empty where containers have logs of their own. */
    default Optional<String> imaginedOutput() {
        return Optional.empty();
    }

    /** Goes on writing to the container's log path after the file there was moved away. */
    void reopenLog(String containerId);

    Optional<LocalImage> image(String reference);

    List<LocalImage> images();

    /** @return the image's id */
    String pull(String reference, @Nullable AuthConfig credentials, PodSandboxConfig sandbox);

    void removeImage(String reference);

    /** Where a command's streams can be had, in SPDY/3.1 as CRI's streaming servers speak it. */
    URI execStream(String containerId, List<String> command, StreamOptions options);

    URI attachStream(String containerId, StreamOptions options);

    URI portForwardStream(String sandboxId, List<Integer> ports);

    @Override
    void close();

    /** Which streams a caller wants. */
    record StreamOptions(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}

    /** How a command ended. */
    record ExecResult(int exitCode, String stdout, String stderr) {}

    /**
     * An image on this host.
     *
     * @param uid the numeric user its configuration names; absent if it names none or one by name
     * @param userName the user its configuration names by name, or empty
     */
    record LocalImage(
            String id,
            List<String> tags,
            List<String> digests,
            long sizeBytes,
            @Nullable Long uid,
            String userName) {}
}
