package dev.quarterdeck.node.simulated;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.node.cri.v1.AuthConfig;
import dev.quarterdeck.node.cri.v1.ContainerConfig;
import dev.quarterdeck.node.cri.v1.PodSandboxConfig;
import dev.quarterdeck.node.runtime.Labels;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedContainer.State;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.runtime.ObservedSandbox;
import dev.quarterdeck.node.runtime.PodRuntime;
import dev.quarterdeck.node.runtime.RuntimeFailure;
import dev.quarterdeck.node.simulated.SimulatedCommand.Ending;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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
    private static final int FIRST_HOST = 2;
    private static final int LAST_HOST = 254;
    private static final long IMAGE_BYTES = 1_000_000;

    private static final class Box {
        final PodSandboxConfig config;
        final Instant createdAt;
        /** What its addresses end with; 0 where it has none of its own. */
        final int host;

        final List<String> ips;
        boolean ready = true;

        Box(PodSandboxConfig config, Instant createdAt, int host, List<String> ips) {
            this.config = config;
            this.createdAt = createdAt;
            this.host = host;
            this.ips = ips;
        }
    }

    private static final class Cell {
        final String sandboxId;
        final ContainerConfig config;
        final Instant createdAt;
        final SimulatedCommand command;
        final CountDownLatch end = new CountDownLatch(1);
        State state = State.CREATED;

        @Nullable
        Instant startedAt;

        @Nullable
        Instant finishedAt;

        int exitCode;

        Cell(String sandboxId, ContainerConfig config, Instant createdAt, SimulatedCommand command) {
            this.sandboxId = sandboxId;
            this.config = config;
            this.createdAt = createdAt;
            this.command = command;
        }
    }

    private final String node;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Map<String, Box> sandboxes = new LinkedHashMap<>();
    private final Map<String, Cell> containers = new LinkedHashMap<>();
    private final Map<String, LocalImage> images = new LinkedHashMap<>();
    private final List<Consumer<String>> watchers = new CopyOnWriteArrayList<>();
    private final BitSet usedHosts = new BitSet();
    private List<String> networks = List.of();
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
        return networks.isEmpty()
                ? Optional.of("container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
                        + "message:the node has no podCIDR yet")
                : Optional.empty();
    }

    @Override
    public synchronized void podNetwork(List<String> podCidrs) {
        if (networks.isEmpty()) {
            networks = podCidrs.isEmpty() ? List.of("10.244.0.0/24") : List.copyOf(podCidrs);
        }
    }

    private static String address(String cidr, int host) {
        if (!IpAddresses.isV6(cidr)) {
            return cidr.substring(0, cidr.lastIndexOf('.') + 1) + host;
        }
        byte[] bytes =
                InetAddress.ofLiteral(cidr.substring(0, cidr.indexOf('/'))).getAddress();
        bytes[bytes.length - 1] = (byte) host;
        return IpAddresses.canonical(bytes);
    }

    @Override
    public synchronized List<ObservedPod> list() {
        Map<String, ObservedPod> pods = new LinkedHashMap<>();
        sandboxes.forEach((id, box) -> {
            String uid = box.config.getMetadata().getUid();
            pods.computeIfAbsent(uid, this::observe);
        });
        return List.copyOf(pods.values());
    }

    @Override
    public synchronized ObservedPod observe(String podUid) {
        List<ObservedSandbox> boxes = new ArrayList<>();
        List<ObservedContainer> cells = new ArrayList<>();
        String[] name = {"", ""};
        sandboxes.forEach((id, box) -> {
            if (box.config.getMetadata().getUid().equals(podUid)) {
                name[0] = box.config.getMetadata().getNamespace();
                name[1] = box.config.getMetadata().getName();
                boxes.add(new ObservedSandbox(
                        id, box.config.getMetadata().getAttempt(), box.ready, box.createdAt, box.ips));
            }
        });
        containers.forEach((id, cell) -> {
            if (cell.config.getLabelsOrDefault(Labels.POD_UID, "").equals(podUid)) {
                cells.add(observed(id, cell));
            }
        });
        boxes.sort(Comparator.comparing(ObservedSandbox::attempt).reversed());
        java.util.Collections.reverse(cells);
        return new ObservedPod(podUid, name[0], name[1], boxes, cells);
    }

    private static ObservedContainer observed(String id, Cell cell) {
        String reason = cell.state != State.EXITED ? "" : cell.exitCode == 0 ? "Completed" : "Error";
        return new ObservedContainer(
                id,
                cell.sandboxId,
                cell.config.getMetadata().getName(),
                cell.config.getMetadata().getAttempt(),
                cell.state,
                cell.createdAt,
                cell.startedAt,
                cell.finishedAt,
                cell.exitCode,
                reason,
                "",
                cell.config.getImage().getUserSpecifiedImage().isEmpty()
                        ? cell.config.getImage().getImage()
                        : cell.config.getImage().getUserSpecifiedImage(),
                cell.config.getImage().getImage(),
                cell.config.getAnnotationsMap());
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
            int host = 0;
            if (!hostNetwork) {
                host = usedHosts.nextClearBit(FIRST_HOST);
                if (host > LAST_HOST) {
                    throw new RuntimeFailure(Status.Code.UNKNOWN, "no IP addresses available in range set", null);
                }
                usedHosts.set(host);
            }
            int own = host;
            List<String> ips = own == 0
                    ? List.of()
                    : networks.stream().map(cidr -> address(cidr, own)).toList();
            id = id("sandbox");
            sandboxes.put(id, new Box(config, clock.instant(), own, ips));
        }
        changed(config.getMetadata().getUid());
        return id;
    }

    @Override
    public void stopSandbox(String sandboxId) {
        List<String> running;
        synchronized (this) {
            Box box = sandboxes.get(sandboxId);
            if (box == null) {
                return;
            }
            if (box.ready && box.host > 0) {
                usedHosts.clear(box.host);
            }
            box.ready = false;
            running = containers.entrySet().stream()
                    .filter(entry -> entry.getValue().sandboxId.equals(sandboxId))
                    .map(Map.Entry::getKey)
                    .toList();
        }
        running.forEach(id -> end(id, KILLED));
    }

    @Override
    public synchronized void removeSandbox(String sandboxId) {
        stopSandbox(sandboxId);
        sandboxes.remove(sandboxId);
        containers.values().removeIf(cell -> cell.sandboxId.equals(sandboxId));
    }

    @Override
    public synchronized String createContainer(String sandboxId, PodSandboxConfig sandbox, ContainerConfig config) {
        Box box = sandboxes.get(sandboxId);
        if (box == null || !box.ready) {
            throw new RuntimeFailure(Status.Code.NOT_FOUND, "sandbox " + sandboxId + " not found", null);
        }
        String id = id("container");
        containers.put(id, new Cell(sandboxId, config, clock.instant(), command(config)));
        return id;
    }

    /** What must end for its pod to get on (an init container) ends at once where nobody can tell what it would do. */
    private static SimulatedCommand command(ContainerConfig config) {
        List<String> words = new ArrayList<>(config.getCommandList());
        words.addAll(config.getArgsList());
        SimulatedImage image = SimulatedImage.of(config.getImage().getImage());
        SimulatedCommand guess =
                words.isEmpty() ? SimulatedCommand.ofImage(image, config.getStdin()) : SimulatedCommand.of(words);
        boolean mustEnd =
                config.getAnnotationsOrDefault(SimulatedPodHost.MUST_END, "").equals("true") && !image.pauses();
        return mustEnd && guess.ends().isEmpty() ? SimulatedCommand.ENDS_AT_ONCE : guess;
    }

    @Override
    public void startContainer(String containerId) {
        Cell cell;
        synchronized (this) {
            cell = containers.get(containerId);
            if (cell == null || cell.state != State.CREATED) {
                throw new RuntimeFailure(Status.Code.NOT_FOUND, "container " + containerId + " not found", null);
            }
            cell.state = State.RUNNING;
            cell.startedAt = clock.instant();
        }
        changed(cell.config.getLabelsOrDefault(Labels.POD_UID, ""));
        if (cell.command.ends().isPresent()) {
            var unused = timer.schedule(
                    () -> end(containerId, cell.command.exitCode()),
                    cell.command.ends().get().toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void end(String containerId, int exitCode) {
        Cell cell;
        synchronized (this) {
            cell = containers.get(containerId);
            if (cell == null || cell.state == State.EXITED) {
                return;
            }
            cell.state = State.EXITED;
            cell.exitCode = exitCode;
            cell.finishedAt = clock.instant();
            cell.end.countDown();
        }
        changed(cell.config.getLabelsOrDefault(Labels.POD_UID, ""));
    }

    @Override
    public void stopContainer(String containerId, Duration grace) {
        Cell cell;
        synchronized (this) {
            cell = containers.get(containerId);
        }
        if (cell == null) {
            return;
        }
        Ending ending = cell.command
                .onTerm()
                .filter(e -> e.after().compareTo(grace) <= 0)
                .orElseGet(() -> new Ending(grace, KILLED));
        try {
            boolean ended = cell.end.await(ending.after().toMillis(), TimeUnit.MILLISECONDS);
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
        Cell cell;
        synchronized (this) {
            cell = containers.get(containerId);
        }
        Duration lasts = SimulatedCommand.lasts(command);
        if (cell == null || lasts.isZero()) {
            return new ExecResult(SimulatedCommand.of(command).exitCode(), "", "");
        }
        boolean late = lasts.compareTo(timeout) > 0;
        try {
            if (cell.end.await((late ? timeout : lasts).toMillis(), TimeUnit.MILLISECONDS)) {
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
