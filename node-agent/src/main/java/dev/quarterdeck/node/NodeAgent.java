package dev.quarterdeck.node;

import dev.quarterdeck.node.host.NodeFacts;
import dev.quarterdeck.node.lease.NodeLease;
import dev.quarterdeck.node.lease.NodeRegistration;
import dev.quarterdeck.node.pod.NodeContext;
import dev.quarterdeck.node.pod.PodWorkers;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent of one node: registers it, says that it is alive, gives its pods a network once it knows their addresses, and leads its pods. It is told about
 * pods and its Node by an informer's thread ({@link #podChanged}, {@link #nodeChanged}); its own beats run on virtual threads, one at a time. Closing it
 * leaves containers running.
 */
public final class NodeAgent implements AutoCloseable {
    /** Annotation of simulated nodes. */
    public static final String SILENT = "node.quarterdeck.dev/silent";

    private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);
    private static final Duration BEAT = Duration.ofSeconds(10);
    private static final Duration IMPATIENT = Duration.ofMillis(500);
    private static final Duration SPREAD = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(250);

    private final String name;
    private final NodeContext context;
    private final PodWorkers workers;
    private final NodeRegistration registration;
    private final NodeLease lease;
    private final CompletableFuture<Void> podsSynced;
    private final boolean simulated;

    private volatile @Nullable Node node;
    private volatile boolean closed;
    private volatile @Nullable ScheduledFuture<?> nextBeat;
    private volatile boolean registered;
    private boolean networkReady;
    /** The Node was made a moment ago, and says already that it is not ready. */
    private boolean madeHere;

    private boolean orphansRemoved;
    private @Nullable String lastFailure;

    /**
     * @param podsSynced completes when every pod of the API has been told
     * @param simulated whether the annotation {@value #SILENT} is heeded, and beats fall on ticks
     */
    public NodeAgent(
            String name,
            NodeContext context,
            PodWorkers workers,
            NodeRegistration registration,
            NodeLease lease,
            CompletableFuture<Void> podsSynced,
            boolean simulated) {
        this.name = name;
        this.simulated = simulated;
        this.context = context;
        this.workers = workers;
        this.registration = registration;
        this.lease = lease;
        this.podsSynced = podsSynced;
    }

    public String name() {
        return name;
    }

    public PodWorkers workers() {
        return workers;
    }

    public void start() {
        workers.start();
        var unused = podsSynced.thenRunAsync(this::removeOrphans, context.threads());
        beatAfter(Duration.ZERO);
    }

    /** A pod of this node is new or changed; null after = gone. */
    public void podChanged(@Nullable Pod before, @Nullable Pod after) {
        if (closed) {
            return;
        }
        if (before != null
                && (after == null
                        || !after.getMetadata()
                                .getUid()
                                .equals(before.getMetadata().getUid()))) {
            workers.absent(before);
        }
        if (after != null) {
            workers.present(after);
        }
    }

    public void nodeChanged(@Nullable Node now) {
        Node before = node;
        node = now;
        boolean heardAgain = now != null && before != null && isSilent(before) && !isSilent(now);
        boolean cidr = now != null
                && (before == null || podCidrs(before).isEmpty())
                && !podCidrs(now).isEmpty();
        if ((cidr || heardAgain) && registered) {
            beatAfter(Duration.ZERO);
        }
    }

    private void beatAfter(Duration delay) {
        ScheduledFuture<?> before = nextBeat;
        if (before != null) {
            before.cancel(false);
        }
        if (closed) {
            return;
        }
        try {
            nextBeat = context.timer()
                    .schedule(() -> context.threads().execute(this::beat), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("The agent of {} ends", name);
        }
    }

    /** Not all nodes of a process at the same time. */
    private static Duration nextBeat() {
        return BEAT.minusMillis(ThreadLocalRandom.current().nextLong(SPREAD.toMillis()));
    }

    /**
     * No later than {@code delay}, and at a moment at which others speak too: thousands of nodes of one process that each spoke at a moment of their own would cost the store
     * a commit each.
     */
    static Duration toTick(Duration delay, long now) {
        return delay.minusMillis((now + delay.toMillis()) % TICK.toMillis());
    }

    /** Simulated nodes can be told to play dead: they renew no lease and report nothing, their pods neither. */
    private boolean isSilent(Node now) {
        return simulated
                && now.getMetadata().getAnnotations() != null
                && "true".equals(now.getMetadata().getAnnotations().get(SILENT));
    }

    /** Whether it plays dead now. */
    boolean isSilent() {
        Node now = node;
        return now != null && isSilent(now);
    }

    /** One beat at a time; a beat that is asked for in between comes right after. */
    private synchronized void beat() {
        if (closed) {
            return;
        }
        Duration next = BEAT;
        try {
            if (!registered) {
                Node made = registration.register();
                if (node == null) {
                    node = made;
                    madeHere = true;
                }
                registered = true;
                log.info("Node {} is registered", name);
            }
            Node now = node;
            if (now != null) {
                if (isSilent(now)) {
                    beatAfter(BEAT);
                    return;
                }
                lease.renew(now);
                ensureNetwork(now);
                if (networkReady || !madeHere) {
                    registration.report(now, networkReady ? Optional.empty() : Optional.of(notReadyYet(now)));
                }
                madeHere = false;
                // the Node itself tells of its range of addresses
                next = !networkReady || context.runtime().notReady().isEmpty() ? nextBeat() : IMPATIENT;
                if (simulated) {
                    next = toTick(next, context.clock().millis());
                }
            }
            lastFailure = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            next = registered ? BEAT : Duration.ofSeconds(1);
            String failure = String.valueOf(e.getMessage());
            if (!failure.equals(lastFailure)) {
                log.warn("Node {} cannot tell the API that it is alive: {}", name, failure);
            }
            lastFailure = failure;
        }
        beatAfter(next);
    }

    private void ensureNetwork(Node now) {
        List<String> cidrs = podCidrs(now);
        if (!networkReady && !cidrs.isEmpty()) {
            context.runtime().podNetwork(cidrs);
            networkReady = true;
            log.info("Pods of node {} have addresses from {}", name, cidrs);
        }
    }

    private static String notReadyYet(Node now) {
        return "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:node "
                + now.getMetadata().getName() + " has no podCIDR yet";
    }

    private static List<String> podCidrs(Node node) {
        if (node.getSpec() == null) {
            return List.of();
        }
        List<String> cidrs = node.getSpec().getPodCIDRs();
        String one = node.getSpec().getPodCIDR();
        return cidrs != null && !cidrs.isEmpty() ? cidrs : one == null || one.isEmpty() ? List.of() : List.of(one);
    }

    private void removeOrphans() {
        try {
            if (!orphansRemoved && !closed) {
                workers.removeOrphans();
                orphansRemoved = true;
            }
        } catch (IOException | RuntimeException e) {
            log.warn("Pods that are left on node {} cannot be listed: {}; trying again", name, e.getMessage());
            try {
                var unused = context.timer()
                        .schedule(
                                () -> context.threads().execute(this::removeOrphans),
                                BEAT.toMillis(),
                                TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException ended) {
                log.debug("The agent of {} ends", name);
            }
        }
    }

    /** Allocatable as the API has it: others may have added resources to it. */
    public static NodeFacts withAllocatable(NodeFacts facts, @Nullable Node node) {
        if (node == null) {
            return facts;
        }
        Map<String, Quantity> allocatable = new HashMap<>(facts.allocatable());
        Optional.ofNullable(node.getStatus())
                .map(NodeStatus::getAllocatable)
                .ifPresent(inApi -> inApi.forEach(allocatable::putIfAbsent));
        return new NodeFacts(
                facts.name(),
                facts.addresses(),
                allocatable,
                facts.memoryBytes(),
                facts.clusterDns(),
                facts.clusterDomain());
    }

    @Override
    public void close() {
        closed = true;
        workers.close();
    }
}
