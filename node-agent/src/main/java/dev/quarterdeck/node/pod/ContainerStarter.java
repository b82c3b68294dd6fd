package dev.quarterdeck.node.pod;

import dev.quarterdeck.node.cri.v1.ContainerConfig;
import dev.quarterdeck.node.cri.v1.PodSandboxConfig;
import dev.quarterdeck.node.env.EnvironmentError;
import dev.quarterdeck.node.image.StartFailure;
import dev.quarterdeck.node.plan.ContainerAction;
import dev.quarterdeck.node.probe.HandlerRunner.Outcome;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.runtime.ObservedSandbox;
import dev.quarterdeck.node.runtime.PodRuntime.LocalImage;
import dev.quarterdeck.node.runtime.RuntimeFailure;
import dev.quarterdeck.node.source.ObjectLookup.LookupFailure;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.PodFacts;
import dev.quarterdeck.node.volume.VolumeError;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Brings one container up: image, description, creation, start, postStart. Blocks; runs as a {@link PodTasks task}. */
final class ContainerStarter {
    private static final Duration CONFIG_RETRY = Duration.ofSeconds(5);
    private static final Duration CREATE_RETRY = Duration.ofSeconds(10);

    private final NodeContext node;
    private final Set<String> inHook = ConcurrentHashMap.newKeySet();

    ContainerStarter(NodeContext node) {
        this.node = node;
    }

    /** Ids of the containers that run, but whose postStart hook has not returned: to the API, and to probes, they are still coming up. */
    Set<String> inHook() {
        return Set.copyOf(inHook);
    }

    /** @throws StartFailure it did not come up, and what its status is to say */
    void start(Pod pod, ContainerAction.Start action, ObservedPod observed, ObservedSandbox sandbox)
            throws StartFailure, InterruptedException {
        PodContainer container = action.container();
        PodSandboxConfig sandboxConfig = node.host().sandbox(pod, sandbox.attempt());
        try {
            LocalImage image = node.pulls().ensure(pod, container, sandboxConfig);
            ContainerConfig config = configure(pod, action, observed, sandbox, image);
            String id = create(pod, container, sandbox, sandboxConfig, config);
            prune(pod, container, observed);
            run(pod, container, sandbox, id);
        } catch (StartFailure e) {
            if (e.reason().startsWith("ErrImage") || e.reason().startsWith("ImagePull")) {
                node.events().warning(pod, container, "Failed", "Error: " + e.reason());
            } else {
                node.events().warning(pod, container, "Failed", "Error: " + e.getMessage());
            }
            throw e;
        }
    }

    private ContainerConfig configure(
            Pod pod, ContainerAction.Start action, ObservedPod observed, ObservedSandbox sandbox, LocalImage image)
            throws StartFailure {
        String target = action.container().target();
        @Nullable
        String targetId = target == null
                ? null
                : observed.latest(target)
                        .filter(ObservedContainer::isRunning)
                        .map(ObservedContainer::id)
                        .orElse(null);
        try {
            return node.host()
                    .container(pod, action.container(), action.restartCount(), sandbox.ips(), image, targetId);
        } catch (EnvironmentError | VolumeError | LookupFailure e) {
            throw new StartFailure("CreateContainerConfigError", String.valueOf(e.getMessage()), CONFIG_RETRY);
        } catch (IOException e) {
            throw new StartFailure("CreateContainerError", String.valueOf(e.getMessage()), CREATE_RETRY);
        }
    }

    private String create(
            Pod pod,
            PodContainer container,
            ObservedSandbox sandbox,
            PodSandboxConfig sandboxConfig,
            ContainerConfig config)
            throws StartFailure {
        try {
            String id = node.runtime().createContainer(sandbox.id(), sandboxConfig, config);
            node.events().normal(pod, container, "Created", "Container created");
            return id;
        } catch (RuntimeFailure e) {
            throw new StartFailure("CreateContainerError", e.getMessage(), CREATE_RETRY);
        }
    }

    private void run(Pod pod, PodContainer container, ObservedSandbox sandbox, String id) throws StartFailure {
        LifecycleHandler hook = container.spec().getLifecycle() == null
                ? null
                : container.spec().getLifecycle().getPostStart();
        if (hook == null) {
            begin(pod, container, id);
            return;
        }
        inHook.add(id);
        try {
            begin(pod, container, id);
            run(hook, pod, container, sandbox, id);
        } finally {
            inHook.remove(id);
        }
    }

    private void begin(Pod pod, PodContainer container, String id) throws StartFailure {
        try {
            node.runtime().startContainer(id);
        } catch (RuntimeFailure e) {
            throw new StartFailure("RunContainerError", e.getMessage(), Duration.ofSeconds(1));
        }
        node.events().normal(pod, container, "Started", "Container started");
    }

    private void run(LifecycleHandler hook, Pod pod, PodContainer container, ObservedSandbox sandbox, String id)
            throws StartFailure {
        List<String> ips = sandbox.ips().isEmpty() ? node.facts().get().addresses() : sandbox.ips();
        Outcome outcome = node.hooks()
                .run(hook, container.spec(), id, ips.isEmpty() ? "127.0.0.1" : ips.getFirst(), Duration.ofHours(1));
        if (!outcome.success() && !Thread.currentThread().isInterrupted()) {
            node.events().warning(pod, container, "FailedPostStartHook", "PostStartHook failed");
            node.events().normal(pod, container, "Killing", "FailedPostStartHook");
            node.runtime().stopContainer(id, PodFacts.gracePeriod(pod));
            throw new StartFailure("PostStartHookError", "PostStartHook failed", Duration.ofSeconds(1));
        }
    }

    /** Of the containers that ended before, only the last is kept: its log and how it ended are still asked for. */
    private void prune(Pod pod, PodContainer container, ObservedPod observed) {
        List<ObservedContainer> dead = observed.containers().stream()
                .filter(c -> c.name().equals(container.name()) && c.exited())
                .skip(1)
                .toList();
        for (ObservedContainer old : dead) {
            try {
                node.runtime().removeContainer(old.id());
                node.host().removeContainer(pod, old);
            } catch (RuntimeFailure | IOException e) {
                // It stays for the next start, or for the end of the pod.
                continue;
            }
        }
    }
}
