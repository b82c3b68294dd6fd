package dev.quarterdeck.node;

import dev.quarterdeck.node.api.NodeApiServer;
import dev.quarterdeck.node.source.BoundTokens;
import dev.quarterdeck.node.source.GatewayObjectLookup;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.BufferedEventRecorder;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.event.EventType;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.informer.WatchInformers;
import dev.quarterdeck.reconcile.queue.SystemTime;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Many simulated nodes in one process: one watch of all pods and one of all nodes, one timer, one event recorder; each node has only its own small state.
 * The gateway must know the caller as somebody who may write for all these nodes.
 */
public final class SimulatedFleet implements AutoCloseable {
    private static final int TALKATIVE = 200;

    private final Map<String, NodeAgent> agents = new LinkedHashMap<>();
    private final List<Informer<?>> open = new ArrayList<>();
    private final List<Supplier<@Nullable NodeApiServer>> serving = new ArrayList<>();
    private final List<NodeApiServer> servers = new ArrayList<>();
    private final CompletableFuture<Void> podsSynced = new CompletableFuture<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("fleet-timer").daemon().factory());
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("fleet-", 0).factory());
    private final Informers informers;
    private @Nullable Informers own;
    private final BufferedEventRecorder recorder;

    /** With a watch of its own for each kind. */
    public SimulatedFleet(List<NodeAgentSettings> nodes, ObjectApi api, MeterRegistry registry) {
        this(nodes, api, new WatchInformers(api, new SystemTime(), RandomGenerator.getDefault()), registry);
        own = informers;
    }

    /**
     * @param nodes one for each node; all simulated
     * @param informers the caller's to close, afterwards
     */
    public SimulatedFleet(List<NodeAgentSettings> nodes, ObjectApi api, Informers informers, MeterRegistry registry) {
        Clock clock = Clock.systemUTC();
        recorder = new BufferedEventRecorder(api, "kubelet", "", clock, registry);
        this.informers = informers;
        Informer<Service> services = informers.of(Service.class);
        open.add(services);
        NodeAgentAssembly.Shared shared = new NodeAgentAssembly.Shared(
                api,
                new GatewayObjectLookup(api, services, new BoundTokens(api.transport(), clock), clock),
                node -> speaking(node, nodes.size()),
                timer,
                threads,
                clock,
                () -> registry instanceof PrometheusMeterRegistry prometheus ? prometheus.scrape() : "");
        var machine = NodeAgentAssembly.machine(Path.of(System.getProperty("java.io.tmpdir")));
        for (NodeAgentSettings settings : nodes) {
            if (settings.runtime() != NodeAgentSettings.Runtime.SIMULATED) {
                throw new IllegalArgumentException("node " + settings.name() + " of a fleet must be simulated");
            }
            NodeAgentAssembly assembly = new NodeAgentAssembly(settings, shared, machine);
            NodeAgentAssembly.Assembled node = assembly.assemble(podsSynced);
            agents.put(settings.name(), node.agent());
            serving.add(() -> assembly.serve(node));
        }
    }

    /** Every pod says three or four things when nothing is wrong: where there are very many, only what is wrong is told. */
    private EventRecorder speaking(String node, int nodes) {
        EventRecorder all = recorder.from(node);
        return nodes <= TALKATIVE
                ? all
                : (regarding, type, reason, message) -> {
                    if (type != EventType.NORMAL) {
                        all.record(regarding, type, reason, message);
                    }
                };
    }

    public void start() {
        for (Supplier<@Nullable NodeApiServer> each : serving) {
            NodeApiServer server = each.get();
            if (server != null) {
                servers.add(server);
            }
        }
        Informer<Pod> pods = informers.of(Pod.class);
        open.add(pods.onChange(this::podChanged));
        Informer<Node> nodes = informers.of(Node.class);
        open.add(nodes.onChange(this::nodeChanged));
        informers.start();
        var unused = pods.synced().thenRun(() -> podsSynced.complete(null));
        agents.values().forEach(NodeAgent::start);
    }

    /** A pod that was bound meanwhile appears on its node; nothing ever moves it to another. */
    private void podChanged(@Nullable Pod before, @Nullable Pod after) {
        Pod any = after == null ? before : after;
        if (any != null && any.getSpec().getNodeName() != null) {
            NodeAgent agent = agents.get(any.getSpec().getNodeName());
            if (agent != null) {
                agent.podChanged(before, after);
            }
        }
    }

    private void nodeChanged(@Nullable Node before, @Nullable Node after) {
        Node any = after == null ? before : after;
        if (any != null) {
            NodeAgent agent = agents.get(any.getMetadata().getName());
            if (agent != null) {
                agent.nodeChanged(after);
            }
        }
    }

    public Optional<NodeAgent> agent(String node) {
        return Optional.ofNullable(agents.get(node));
    }

    @Override
    public void close() {
        agents.values().forEach(NodeAgent::close);
        open.forEach(Informer::close);
        servers.forEach(NodeApiServer::close);
        timer.shutdownNow();
        threads.shutdownNow();
        recorder.close();
        if (own instanceof WatchInformers watches) {
            watches.close();
        }
    }
}
