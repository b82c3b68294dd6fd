package dev.quarterdeck.node;

import dev.quarterdeck.node.api.NodeApiServer;
import dev.quarterdeck.node.log.LogRotation;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.source.BoundTokens;
import dev.quarterdeck.node.source.GatewayObjectLookup;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.BufferedEventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.informer.Selection;
import dev.quarterdeck.reconcile.informer.WatchInformers;
import dev.quarterdeck.reconcile.queue.SystemTime;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node as a whole: its agent, its API, its informers, its threads. Starting it does not wait for the gateway or the runtime to be there; it goes on
 * trying. Closing it leaves containers running, to be found again by the next one.
 */
public final class NodeAgentService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeAgentService.class);
    private static final long ROTATE_SECONDS = 10;
    private static final long SAMPLE_SECONDS = 10;

    private final NodeAgentAssembly assembly;
    private final NodeAgentAssembly.Assembled node;
    private final BufferedEventRecorder recorder;
    private final ScheduledExecutorService timer;
    private final ExecutorService threads;
    private final WatchInformers informers;
    private final List<Informer<?>> open = new ArrayList<>();
    private final CompletableFuture<Void> podsSynced = new CompletableFuture<>();
    private final String name;
    private final NodeAgentSettings.Runtime runtime;
    private @Nullable NodeApiServer server;

    /** @param metrics text of {@code /metrics} */
    public NodeAgentService(
            NodeAgentSettings settings, ObjectApi api, MeterRegistry registry, Supplier<String> metrics) {
        Clock clock = Clock.systemUTC();
        name = settings.name();
        runtime = settings.runtime();
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("node-timer-" + name).daemon().factory());
        threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("node-" + name + "-", 0).factory());
        recorder = new BufferedEventRecorder(api, "kubelet", name, clock, registry);
        informers = new WatchInformers(api, new SystemTime(), RandomGenerator.getDefault());
        Informer<Service> services = informers.of(Service.class);
        open.add(services);
        assembly = new NodeAgentAssembly(
                settings,
                new NodeAgentAssembly.Shared(
                        api,
                        new GatewayObjectLookup(api, services, new BoundTokens(api.transport(), clock), clock),
                        node -> recorder,
                        timer,
                        threads,
                        clock,
                        metrics),
                NodeAgentAssembly.machine(directory(settings)));
        node = assembly.assemble(podsSynced);
    }

    private static Path directory(NodeAgentSettings settings) {
        return settings.runtime() == NodeAgentSettings.Runtime.SIMULATED
                ? Path.of(System.getProperty("java.io.tmpdir"))
                : settings.directory();
    }

    public NodeAgent agent() {
        return node.agent();
    }

    public void start() {
        server = assembly.serve(node);
        Informer<Pod> pods = informers.of(Pod.class, Selection.fields("spec.nodeName=" + name));
        open.add(pods.onChange(node.agent()::podChanged));
        Informer<Node> nodes = informers.of(Node.class, Selection.fields("metadata.name=" + name));
        open.add(nodes.onChange((before, after) -> node.agent().nodeChanged(after)));
        informers.start();
        var unused = pods.synced().thenRun(() -> podsSynced.complete(null));
        node.agent().start();
        LogRotation rotation = assembly.rotation(node.runtime());
        var rotating = timer.scheduleWithFixedDelay(
                () -> threads.execute(() -> rotate(rotation)), ROTATE_SECONDS, ROTATE_SECONDS, TimeUnit.SECONDS);
        if (runtime == NodeAgentSettings.Runtime.CONTAINERD) {
            var sampling = timer.scheduleWithFixedDelay(
                    () -> threads.execute(this::sample), 0, SAMPLE_SECONDS, TimeUnit.SECONDS);
        }
        log.info("Node agent of {} has started", name);
    }

    private void sample() {
        try {
            node.stats().sample();
        } catch (IOException | RuntimeException e) {
            log.debug("Usage cannot be read", e);
        }
    }

    private void rotate(LogRotation rotation) {
        try {
            for (ObservedPod pod : node.runtime().list()) {
                for (ObservedContainer container : pod.running()) {
                    boolean rotated = rotation.rotate(
                            container.id(),
                            node.logs()
                                    .pod(pod.namespace(), pod.name(), pod.uid())
                                    .resolve(dev.quarterdeck.node.log.LogPaths.container(
                                            container.name(), container.restartCount())));
                    if (rotated) {
                        log.debug("The log of {} of {} was rotated", container.name(), pod.name());
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            log.debug("Logs could not be rotated", e);
        }
    }

    @Override
    public void close() {
        node.agent().close();
        open.forEach(Informer::close);
        NodeApiServer serving = server;
        if (serving != null) {
            serving.close();
        }
        timer.shutdownNow();
        threads.shutdownNow();
        recorder.close();
        node.runtime().close();
        log.info("Node agent of {} has ended; its containers go on", name);
    }
}
