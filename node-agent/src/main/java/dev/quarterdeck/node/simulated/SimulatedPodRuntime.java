package dev.quarterdeck.node.simulated;

import dev.quarterdeck.node.cri.v1.AuthConfig;
import dev.quarterdeck.node.cri.v1.ContainerConfig;
import dev.quarterdeck.node.cri.v1.PodSandboxConfig;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.runtime.ObservedSandbox;
import dev.quarterdeck.node.runtime.PodRuntime;
import dev.quarterdeck.node.runtime.RuntimeFailure;
import dev.quarterdeck.node.simulated.SimulatedCommand.Ending;
import io.grpc.Status;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link PodRuntime} that runs nothing. Containers end when their {@link SimulatedCommand} would; images whose {@link SimulatedImage name} says so cannot
 * be had; addresses come from the node's podCIDRs, one of each. Thread-safe.
 */
public final class SimulatedPodRuntime implements PodRuntime {
    private static final int KILLED = 137;
    private static final long IMAGE_BYTES = 1_000_000;

    private final String node;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Map<String, SimulatedSandbox> sandboxes = new LinkedHashMap<>();
    private final Map<String, SimulatedContainer> containers = new LinkedHashMap<>();
    private final Map<String, LocalImage> images = new LinkedHashMap<>();
    private final List<Consumer<String>> watchers = new CopyOnWriteArrayList<>();
    private final SimulatedAddresses addresses = new SimulatedAddresses();
    private long serial;

    /**
     * @param node its name; part of every id, so that ids differ between nodes
     * @param timer ends containers; may be shared by many nodes
     */
    public SimulatedPodRuntime(String node, Clock clock, ScheduledExecutorService timer) {
        this.node = node;
        this.clock = clock;
        this.timer = timer;
    }

    @Override
    public String version() {
        return "simulated://1.0.0";
    }

    @Override
    public synchronized Optional<String> notReady() {
        return addresses.none()
                ? Optional.of("container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
                        + "message:the node has no podCIDR yet")
                : Optional.empty();
    }

    @Override
    public synchronized void podNetwork(List<String> podCidrs) {
        addresses.networks(podCidrs);
    }

    @Override
    public synchronized List<ObservedPod> list() {
        return sandboxes.values().stream()
                .map(SimulatedSandbox::uid)
                .distinct()
                .map(this::observe)
                .toList();
    }

    @Override
    public synchronized ObservedPod observe(String podUid) {
        List<ObservedSandbox> ofPod = new ArrayList<>();
        List<ObservedContainer> inPod = new ArrayList<>();
        String namespace = "";
        String name = "";
        for (Map.Entry<String, SimulatedSandbox> entry : sandboxes.entrySet()) {
            SimulatedSandbox sandbox = entry.getValue();
            if (sandbox.uid().equals(podUid)) {
                namespace = sandbox.namespace();
                name = sandbox.name();
                ofPod.add(sandbox.observed(entry.getKey()));
            }
        }
        containers.forEach((id, container) -> {
            if (container.podUid().equals(podUid)) {
                inPod.add(container.observed(id));
            }
        });
        ofPod.sort(Comparator.comparing(ObservedSandbox::attempt).reversed());
        return new ObservedPod(podUid, namespace, name, ofPod, inPod.reversed());
    }

    @Override
    public AutoCloseable watch(Consumer<String> podChanged) {
        watchers.add(podChanged);
        return () -> watchers.remove(podChanged);
    }

    private void changed(String podUid) {
        watchers.forEach(watcher -> watcher.accept(podUid));
    }

    private String id(String kind) {
        return node + "-" + kind + "-" + Long.toHexString(++serial);
    }

    @Override
    public String runSandbox(PodSandboxConfig config, String runtimeHandler) {
        String id;
        synchronized (this) {
            boolean hostNetwork =
                    config.getLinux().getSecurityContext().getNamespaceOptions().getNetworkValue() == 2;
            int host = hostNetwork ? 0 : addresses.take();
            List<String> ips = hostNetwork ? List.of() : addresses.of(host);
            id = id("sandbox");
            sandboxes.put(id, new SimulatedSandbox(config, clock.instant(), host, ips));
        }
        changed(config.getMetadata().getUid());
        return id;
    }

    @Override
    public void stopSandbox(String sandboxId) {
        List<String> running;
        synchronized (this) {
            SimulatedSandbox sandbox = sandboxes.get(sandboxId);
            if (sandbox == null) {
                return;
            }
            addresses.give(sandbox.stop());
            running = containers.entrySet().stream()
                    .filter(entry -> entry.getValue().isIn(sandboxId))
                    .map(Map.Entry::getKey)
                    .toList();
        }
        running.forEach(id -> end(id, KILLED));
    }

    @Override
    public synchronized void removeSandbox(String sandboxId) {
        stopSandbox(sandboxId);
        sandboxes.remove(sandboxId);
        containers.values().removeIf(container -> container.isIn(sandboxId));
    }

    @Override
    public synchronized String createContainer(String sandboxId, PodSandboxConfig sandbox, ContainerConfig config) {
        SimulatedSandbox simulated = sandboxes.get(sandboxId);
        if (simulated == null || !simulated.ready()) {
            throw new RuntimeFailure(Status.Code.NOT_FOUND, "sandbox " + sandboxId + " not found", null);
        }
        String id = id("container");
        containers.put(id, new SimulatedContainer(sandboxId, config, clock.instant()));
        return id;
    }

    @Override
    public void startContainer(String containerId) {
        SimulatedContainer container;
        synchronized (this) {
            container = containers.get(containerId);
            if (container == null || !container.start(clock.instant())) {
                throw new RuntimeFailure(Status.Code.NOT_FOUND, "container " + containerId + " not found", null);
            }
        }
        changed(container.podUid());
        if (container.command().ends().isPresent()) {
            var unused = timer.schedule(
                    () -> end(containerId, container.command().exitCode()),
                    container.command().ends().get().toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void end(String containerId, int exitCode) {
        SimulatedContainer container;
        synchronized (this) {
            container = containers.get(containerId);
            if (container == null || !container.end(clock.instant(), exitCode)) {
                return;
            }
        }
        changed(container.podUid());
    }

    @Override
    public void stopContainer(String containerId, Duration grace) {
        SimulatedContainer container;
        synchronized (this) {
            container = containers.get(containerId);
        }
        if (container == null) {
            return;
        }
        Ending ending = container
                .command()
                .onTerm()
                .filter(e -> e.after().compareTo(grace) <= 0)
                .orElseGet(() -> new Ending(grace, KILLED));
        try {
            boolean ended = container.awaitEnd(ending.after());
            if (!ended) {
                end(containerId, ending.exitCode());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure(Status.Code.CANCELLED, "interrupted", e);
        }
    }

    @Override
    public void removeContainer(String containerId) {
        end(containerId, KILLED);
        synchronized (this) {
            containers.remove(containerId);
        }
    }

    @Override
    public ExecResult exec(String containerId, List<String> command, Duration timeout) {
        SimulatedContainer container;
        synchronized (this) {
            container = containers.get(containerId);
        }
        Duration lasts = SimulatedCommand.lasts(command);
        if (container == null || lasts.isZero()) {
            return new ExecResult(SimulatedCommand.of(command).exitCode(), "", "");
        }
        boolean late = lasts.compareTo(timeout) > 0;
        try {
            if (container.awaitEnd(late ? timeout : lasts)) {
                return new ExecResult(KILLED, "", "");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeFailure(Status.Code.CANCELLED, "interrupted", e);
        }
        if (late) {
            throw new RuntimeFailure(
                    Status.Code.DEADLINE_EXCEEDED,
                    "timeout " + timeout.toSeconds() + "s exceeded: context deadline exceeded",
                    null);
        }
        return new ExecResult(SimulatedCommand.of(command).exitCode(), "", "");
    }

    @Override
    public boolean hasServers() {
        return false;
    }

    @Override
    public Optional<String> imaginedOutput() {
        return Optional.of("This container is simulated: nothing runs in it, and nothing was printed.");
    }

    @Override
    public void reopenLog(String containerId) {}

    @Override
    public synchronized Optional<LocalImage> image(String reference) {
        return Optional.ofNullable(images.get(reference));
    }

    @Override
    public synchronized List<LocalImage> images() {
        return List.copyOf(images.values());
    }

    @Override
    public synchronized String pull(String reference, @Nullable AuthConfig credentials, PodSandboxConfig sandbox) {
        SimulatedImage.of(reference).absence().ifPresent(failure -> {
            throw failure;
        });
        images.put(reference, new LocalImage(reference, List.of(reference), List.of(), IMAGE_BYTES, null, ""));
        return reference;
    }

    @Override
    public synchronized void removeImage(String reference) {
        images.remove(reference);
    }

    private static RuntimeFailure noStreams() {
        return new RuntimeFailure(Status.Code.UNIMPLEMENTED, "the container is simulated: nothing runs in it", null);
    }

    @Override
    public URI execStream(String containerId, List<String> command, StreamOptions options) {
        throw noStreams();
    }

    @Override
    public URI attachStream(String containerId, StreamOptions options) {
        throw noStreams();
    }

    @Override
    public URI portForwardStream(String sandboxId, List<Integer> ports) {
        throw noStreams();
    }

    @Override
    public void close() {
        watchers.clear();
    }
}
