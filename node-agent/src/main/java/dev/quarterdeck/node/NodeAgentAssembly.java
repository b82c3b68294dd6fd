package dev.quarterdeck.node;

import dev.quarterdeck.kube.tls.PemFiles;
import dev.quarterdeck.node.api.ApiAccess;
import dev.quarterdeck.node.api.NodeApiServer;
import dev.quarterdeck.node.cgroup.PodCgroups;
import dev.quarterdeck.node.cri.CriClient;
import dev.quarterdeck.node.env.Environment;
import dev.quarterdeck.node.event.PodEvents;
import dev.quarterdeck.node.event.RecordedPodEvents;
import dev.quarterdeck.node.host.LinuxPodHost;
import dev.quarterdeck.node.host.NodeFacts;
import dev.quarterdeck.node.host.PodHost;
import dev.quarterdeck.node.image.ImagePulls;
import dev.quarterdeck.node.image.PullCredentials;
import dev.quarterdeck.node.lease.MachineFacts;
import dev.quarterdeck.node.lease.NodeLease;
import dev.quarterdeck.node.lease.NodeRegistration;
import dev.quarterdeck.node.lease.NodeStatusPlanner;
import dev.quarterdeck.node.log.LogPaths;
import dev.quarterdeck.node.log.LogRotation;
import dev.quarterdeck.node.network.NetworkNamespace;
import dev.quarterdeck.node.pod.GatewayPodApi;
import dev.quarterdeck.node.pod.NodeContext;
import dev.quarterdeck.node.pod.PodApi;
import dev.quarterdeck.node.pod.PodWorkers;
import dev.quarterdeck.node.probe.ContainerProbes;
import dev.quarterdeck.node.probe.HandlerRunner;
import dev.quarterdeck.node.probe.LifecycleHooks;
import dev.quarterdeck.node.runtime.CniConfiguration;
import dev.quarterdeck.node.runtime.CriPodRuntime;
import dev.quarterdeck.node.runtime.PodRuntime;
import dev.quarterdeck.node.simulated.SilenceablePodApi;
import dev.quarterdeck.node.simulated.SimulatedPodHost;
import dev.quarterdeck.node.simulated.SimulatedPodRuntime;
import dev.quarterdeck.node.simulated.SimulatedUsage;
import dev.quarterdeck.node.source.ObjectLookup;
import dev.quarterdeck.node.stats.CgroupUsage;
import dev.quarterdeck.node.stats.NodeStats;
import dev.quarterdeck.node.stats.UsageSource;
import dev.quarterdeck.node.volume.MountTable;
import dev.quarterdeck.node.volume.PodVolumes;
import dev.quarterdeck.node.volume.ProjectedFiles;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelBindException;

/** Puts one node together from its settings and what nodes of one process share. */
final class NodeAgentAssembly {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final Path PROC = Path.of("/proc");
    private static final long LOG_BYTES = 10L << 20;
    private static final int LOG_FILES = 5;

    /**
     * What nodes of one process share.
     *
     * @param recorder tells events of the node of this name
     * @param metrics text of {@code /metrics}
     */
    record Shared(
            ObjectApi api,
            ObjectLookup lookup,
            Function<String, EventRecorder> recorder,
            ScheduledExecutorService timer,
            Executor threads,
            Clock clock,
            Supplier<String> metrics) {}

    /** A node that is put together but not started; closing it closes what is its own. */
    record Assembled(NodeAgent agent, PodRuntime runtime, LogPaths logs, NodeContext context, NodeStats stats) {}

    private final NodeAgentSettings settings;
    private final Shared shared;
    private final MachineFacts machine;
    private volatile int port;

    NodeAgentAssembly(NodeAgentSettings settings, Shared shared, MachineFacts machine) {
        this.settings = settings;
        this.shared = shared;
        this.machine = machine;
        this.port = settings.port();
    }

    static MachineFacts machine(Path directory) {
        try {
            return MachineFacts.read(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory " + directory + " cannot be used: " + e.getMessage(), e);
        }
    }

    Assembled assemble(CompletableFuture<Void> podsSynced) {
        NodeFacts facts = new NodeFacts(
                settings.name(),
                settings.addresses(),
                machine.allocatable(settings.maxPods()),
                machine.memoryBytes(),
                settings.clusterDns(),
                settings.clusterDomain());
        LogPaths logs = new LogPaths(settings.directory().resolve("logs"));
        PodRuntime runtime = runtime();
        PodHost host = host(logs, facts);
        EventRecorder recorder = shared.recorder().apply(settings.name());
        PodEvents events = new RecordedPodEvents(recorder);
        HandlerRunner runner = new HandlerRunner(runtime);
        boolean simulated = settings.runtime() == NodeAgentSettings.Runtime.SIMULATED;
        AtomicReference<@Nullable NodeAgent> self = new AtomicReference<>();
        PodApi direct = new GatewayPodApi(shared.api());
        PodApi pods = simulated
                ? new SilenceablePodApi(direct, () -> {
                    NodeAgent known = self.get();
                    return known != null && known.isSilent();
                })
                : direct;
        NodeContext context = new NodeContext(
                runtime,
                host,
                pods,
                events,
                new ImagePulls(runtime, events, new PullCredentials(shared.lookup()), shared.clock()),
                new ContainerProbes(runner, events, shared.timer(), shared.threads(), shared.clock()),
                new LifecycleHooks(runner),
                () -> facts,
                shared.clock(),
                shared.timer(),
                shared.threads());
        PodWorkers workers = new PodWorkers(context);
        NodeRegistration registration =
                new NodeRegistration(shared.api(), identity(runtime), runtime, recorder, shared.clock());
        NodeAgent agent = new NodeAgent(
                settings.name(),
                context,
                workers,
                registration,
                new NodeLease(shared.api(), shared.clock()),
                podsSynced,
                simulated);
        self.set(agent);
        return new Assembled(agent, runtime, logs, context, new NodeStats(usage(workers, runtime)));
    }

    private UsageSource usage(PodWorkers workers, PodRuntime runtime) {
        return switch (settings.runtime()) {
            case CONTAINERD -> {
                PodCgroups groups = new PodCgroups(CGROUPS, settings.cgroupRoot());
                yield new CgroupUsage(
                        runtime,
                        uid -> workers.find(uid).map(worker -> groups.parent(worker.pod())),
                        CGROUPS,
                        PROC,
                        shared.clock());
            }
            case SIMULATED -> new SimulatedUsage(workers, runtime, machine.memoryBytes(), shared.clock());
        };
    }

    private PodRuntime runtime() {
        return switch (settings.runtime()) {
            case CONTAINERD ->
                new CriPodRuntime(
                        new CriClient(settings.containerdSocket()),
                        new CniConfiguration(
                                settings.cniConfDirectory(),
                                settings.bridge(),
                                settings.directory().resolve("ipam"),
                                settings.mtu()));
            case SIMULATED -> new SimulatedPodRuntime(settings.name(), shared.clock(), shared.timer());
        };
    }

    private PodHost host(LogPaths logs, NodeFacts facts) {
        if (settings.runtime() == NodeAgentSettings.Runtime.SIMULATED) {
            return new SimulatedPodHost(shared.lookup());
        }
        Path pods = settings.directory().resolve("pods");
        MountTable mounts = new MountTable();
        return new LinuxPodHost(
                pods,
                logs,
                new PodVolumes(pods, new ProjectedFiles(shared.lookup()), mounts),
                new PodCgroups(CGROUPS, settings.cgroupRoot()),
                mounts,
                new Environment(shared.lookup()),
                () -> facts);
    }

    private Supplier<NodeStatusPlanner.Identity> identity(PodRuntime runtime) {
        return new Supplier<>() {
            private @Nullable String version;

            @Override
            public NodeStatusPlanner.Identity get() {
                String known = version;
                if (known == null) {
                    known = runtime.version();
                    version = known;
                }
                return new NodeStatusPlanner.Identity(
                        settings.name(), settings.addresses(), port, settings.maxPods(), machine, known);
            }
        };
    }

    LogRotation rotation(PodRuntime runtime) {
        return new LogRotation(runtime, shared.clock(), LOG_BYTES, LOG_FILES);
    }

    /** Null without a certificate. To be called before the node is registered, which tells others of the port. */
    @Nullable
    NodeApiServer serve(Assembled node) {
        Path cert = settings.certFile();
        Path key = settings.keyFile();
        Path ca = settings.clientCaFile();
        if (cert == null || key == null || ca == null) {
            return null;
        }
        try {
            // Not by Netty's builder: that looks for a library of cryptography to read keys with, and loads all of it.
            SslContext tls = new JdkSslContext(
                    PemFiles.context(ca, cert, key),
                    false,
                    null,
                    IdentityCipherSuiteFilter.INSTANCE,
                    null,
                    ClientAuth.OPTIONAL,
                    null,
                    false);
            NodeApiServer server = listen(node, tls);
            port = server.port();
            return server;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the certificate " + cert + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** A simulated node shares its machine with others: where somebody has its port, any other will do. */
    private NodeApiServer listen(Assembled node, SslContext tls) {
        try {
            return server(node, tls, settings.port());
        } catch (ChannelBindException e) {
            if (settings.runtime() != NodeAgentSettings.Runtime.SIMULATED) {
                throw e;
            }
            return server(node, tls, 0);
        }
    }

    private NodeApiServer server(Assembled node, SslContext tls, int at) {
        return new NodeApiServer(
                new InetSocketAddress(settings.address(), at),
                tls,
                new ApiAccess(settings.allowedUsers(), settings.allowedGroups()),
                node.agent().workers(),
                node.runtime(),
                node.logs(),
                shared.metrics(),
                settings.name(),
                node.stats(),
                shared.threads(),
                shared.clock(),
                new NetworkNamespace(settings.networkNamespace()));
    }
}
