package dev.quarterdeck.launcher.up;

import dev.quarterdeck.embedded.EmbeddedKafka;
import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.embedded.WalArchive;
import dev.quarterdeck.launcher.certificates.ClusterIdentities;
import dev.quarterdeck.launcher.certificates.ClusterPki;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.host.ClusterHost;
import dev.quarterdeck.launcher.jvm.PreparedPostgres;
import dev.quarterdeck.launcher.jvm.StartPriorities;
import dev.quarterdeck.launcher.kubeconfig.Kubeconfig;
import dev.quarterdeck.reconcile.client.ApiSettings;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A whole cluster in this process: stores, control plane, hosts. Each part starts as soon as what it cannot start without is there; closing stops hosts, then
 * the control plane, then the stores. Containers are left running.
 */
final class Cluster implements AutoCloseable {
    private final DataDirectory directory;
    private final ClusterSettings settings;
    private final Progress progress;
    private final Map<String, String> services = new LinkedHashMap<>();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<CompletableFuture<?>> underWay = new CopyOnWriteArrayList<>();
    private @Nullable ControlPlane controlPlane;
    private boolean closing;

    Cluster(DataDirectory directory, ClusterSettings settings, Progress progress) {
        this.directory = directory;
        this.settings = settings;
        this.progress = progress;
    }

    String apiAddress() {
        return "https://127.0.0.1:" + settings.port();
    }

    List<String> nodes() {
        return hosts().stream().map(ClusterHost::node).toList();
    }

    Map<String, String> services() {
        Map<String, String> all;
        synchronized (services) {
            all = new LinkedHashMap<>(services);
        }
        if (controlPlane != null) {
            all.putAll(controlPlane.services());
        }
        return all;
    }

    private List<ClusterHost> hosts() {
        return IntStream.rangeClosed(1, settings.hasHosts() ? settings.nodes() : 0)
                .mapToObj(ClusterHost::of)
                .toList();
    }

    void start() {
        try (StartPriorities priorities = StartPriorities.begin()) {
            start(priorities);
        }
    }

    private void start(StartPriorities priorities) {
        // Not virtual: these load most classes, and a virtual thread that waits for a class keeps its carrier.
        Executor executor = Thread.ofPlatform().name("start-", 0).daemon()::start;
        CompletableFuture<EmbeddedPostgres> postgres = async(executor, () -> startPostgres());
        EmbeddedKafka.Settings stream =
                new EmbeddedKafka.Settings(directory.kafka(), 0, settings.kafkaPassword()).withFreePort();
        CompletableFuture<EmbeddedKafka> kafka = async(executor, () -> startKafka(stream, priorities));
        ClusterPki pki = ClusterPki.open(directory.pki(), InstantSource.system());
        writeKubeconfig(pki);
        Hosts hosts = new Hosts(directory, settings, pki, hosts(), progress);
        CompletableFuture<Void> network = async(executor, hosts::prepare);
        EmbeddedPostgres database = await("PostgreSQL", postgres);
        await("host network", network);
        ControlPlane plane = new ControlPlane(settings, pki, progress);
        controlPlane = plane;
        push(plane);
        // After a crash the broker waits for the end of its old session; the API starts meanwhile.
        plane.startServing(database, stream);
        priorities.served();
        await("Kafka", kafka);
        if (!settings.hasScheduler()) {
            return;
        }
        // From here on everything goes through the API, each part at its own pace.
        CompletableFuture<Void> scheduler = async(executor, plane::startScheduler);
        if (!settings.hasHosts()) {
            await("scheduler-service", scheduler);
            return;
        }
        CompletableFuture<Void> controllers = async(executor, plane::startControllers);
        CompletableFuture<Void> dns = async(
                executor,
                () -> ClusterDnsService.ensure(admin(pki), settings.network().dnsAddress()));
        push(hosts);
        hosts.start(plane);
        await("scheduler-service", scheduler);
        await("controller-service", controllers);
        await("cluster DNS", dns);
        say("node-agent", "running");
        say("network-service", settings.runtime() == ClusterSettings.Runtime.CONTAINERD ? "running" : "off");
    }

    private ApiSettings admin(ClusterPki pki) {
        return ApiSettings.of(
                URI.create(apiAddress()),
                pki.caCertificate(),
                directory.pki().resolve("admin.crt"),
                directory.pki().resolve("admin.key"));
    }

    private void say(String service, String how) {
        synchronized (services) {
            services.put(service, how);
        }
    }

    private EmbeddedPostgres startPostgres() {
        say("postgresql", "starting");
        PreparedPostgres.copyInto(directory.programs());
        EmbeddedPostgres postgres = EmbeddedPostgres.start(new EmbeddedPostgres.Settings(
                directory.postgres(),
                directory.programs(),
                0,
                settings.postgresPassword(),
                new WalArchive(directory.postgres()).options(),
                PreparedPostgres.template()));
        pushStore(postgres);
        say("postgresql", "running on 127.0.0.1:" + postgres.port());
        progress.say("PostgreSQL is up");
        return postgres;
    }

    private EmbeddedKafka startKafka(EmbeddedKafka.Settings stream, StartPriorities priorities) {
        say("kafka", "starting");
        priorities.yieldToApi();
        EmbeddedKafka kafka = EmbeddedKafka.start(stream);
        pushStore(kafka);
        say("kafka", "running on " + kafka.bootstrapServers());
        progress.say("Kafka is up");
        return kafka;
    }

    private void writeKubeconfig(ClusterPki pki) {
        ClusterPki.CertificateFiles admin = new ClusterIdentities(pki).admin();
        Kubeconfig.write(
                Kubeconfig.of(apiAddress(), pki.caCertificate(), admin.certificate(), admin.key()),
                directory.kubeconfig());
    }

    private void push(AutoCloseable part) {
        keep(part, started::addFirst);
    }

    /** Whenever it came, it is stopped after all that use it. */
    private void pushStore(AutoCloseable store) {
        keep(store, started::addLast);
    }

    private void keep(AutoCloseable part, Consumer<AutoCloseable> place) {
        synchronized (started) {
            if (!closing) {
                place.accept(part);
                return;
            }
        }
        stop(part);
        throw new LauncherException("it was stopped while it started");
    }

    private <T> CompletableFuture<T> async(Executor executor, Supplier<T> work) {
        return underWay(CompletableFuture.supplyAsync(work, executor));
    }

    private CompletableFuture<Void> async(Executor executor, Runnable work) {
        return underWay(CompletableFuture.runAsync(work, executor));
    }

    private <T> CompletableFuture<T> underWay(CompletableFuture<T> future) {
        underWay.add(future);
        return future;
    }

    private static <T> T await(String part, CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new LauncherException(part + " did not start: " + cause.getMessage(), cause);
        }
    }

    /** Also in the middle of a start: what is being started then is waited for, and stopped. */
    @Override
    public void close() {
        synchronized (started) {
            closing = true;
        }
        for (CompletableFuture<?> future : underWay) {
            future.handle((done, failure) -> "ended")
                    .completeOnTimeout("does not end", 70, TimeUnit.SECONDS)
                    .join();
        }
        while (true) {
            AutoCloseable part;
            synchronized (started) {
                part = started.poll();
            }
            if (part == null) {
                return;
            }
            stop(part);
        }
    }

    private static void stop(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LoggerFactory.getLogger(Cluster.class).warn("a part did not stop in order", e);
        }
    }
}
