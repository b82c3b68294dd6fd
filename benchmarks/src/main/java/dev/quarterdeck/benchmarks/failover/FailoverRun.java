package dev.quarterdeck.benchmarks.failover;

import dev.quarterdeck.benchmarks.access.AdminClient;
import dev.quarterdeck.benchmarks.process.ProgramFailure;
import dev.quarterdeck.benchmarks.server.SeparateServices;
import dev.quarterdeck.benchmarks.server.Server;
import dev.quarterdeck.node.NodeAgentSettings;
import dev.quarterdeck.node.SimulatedFleet;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.informer.WatchInformers;
import dev.quarterdeck.reconcile.queue.SystemTime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Two replicas each of scheduler and controllers, as processes, beside one gateway and one state-service. While Deployments are made and one is rolled, the leading
 * scheduler and the leading controllers are killed with {@code SIGKILL}. Used by one thread.
 */
public final class FailoverRun {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String SPACE = "default";
    private static final List<String> LEASES = List.of("kube-scheduler", "kube-controller-manager");

    private final SeparateServices services;
    private final InstantSource clock;
    private final int nodes;
    private final int deployments;
    private final int replicas;

    /** @param deployments made before the kill, and as many again while it happens */
    public FailoverRun(Path home, Path directory, InstantSource clock, int nodes, int deployments, int replicas) {
        this.services = new SeparateServices(home, directory);
        this.clock = clock;
        this.nodes = nodes;
        this.deployments = deployments;
        this.replicas = replicas;
    }

    public FailoverReport run() throws InterruptedException {
        try {
            Server.Running running = services.start();
            Map<String, Process> processes = new HashMap<>();
            for (int i = 1; i <= 2; i++) {
                processes.put("scheduler-" + i, services.replica("scheduler", "scheduler-service", "scheduler-" + i));
                processes.put(
                        "controllers-" + i, services.replica("controllers", "controller-service", "controllers-" + i));
            }
            try (KubernetesClient client = AdminClient.of(running.kubeconfig())) {
                return run(client, processes);
            }
        } finally {
            services.close();
        }
    }

    private FailoverReport run(KubernetesClient client, Map<String, Process> processes) throws InterruptedException {
        ObjectApi api = ObjectApi.of(client);
        PodLedger ledger = new PodLedger();
        try (WatchInformers informers = new WatchInformers(api, new SystemTime(), RandomGenerator.getDefault());
                SimulatedFleet fleet = new SimulatedFleet(
                        IntStream.rangeClosed(1, nodes)
                                .mapToObj(i ->
                                        NodeAgentSettings.simulated("node-" + i, "127.0.0.1", Path.of("none"), null))
                                .toList(),
                        api,
                        informers,
                        new SimpleMeterRegistry())) {
            Informer<Pod> pods = informers.of(Pod.class).onChange(ledger::changed);
            Informer<Deployment> made = informers.of(Deployment.class);
            fleet.start();
            create(api, 0);
            await("the first pods run", () -> areReady(made, deployments));
            roll(api, made);
            create(api, deployments);
            int before = ledger.made();
            await("work is under way", () -> ledger.made() > before + replicas / 2);
            Map<String, Instant> runOut = new LinkedHashMap<>();
            Instant killed = clock.instant();
            for (String lease : LEASES) {
                Lease held = lease(api, lease);
                Process leader = processes.get(held.getSpec().getHolderIdentity());
                if (leader == null) {
                    throw new ProgramFailure(
                            lease + " is held by " + held.getSpec().getHolderIdentity());
                }
                leader.destroyForcibly().waitFor();
                Lease last = lease(api, lease);
                runOut.put(
                        lease,
                        last.getSpec()
                                .getRenewTime()
                                .toInstant()
                                .plusSeconds(last.getSpec().getLeaseDurationSeconds()));
            }
            Map<String, Duration> takeover = new LinkedHashMap<>();
            for (String lease : LEASES) {
                await(lease + " is taken over", () -> renewed(api, lease)
                        .isAfter(Objects.requireNonNull(runOut.get(lease)).minusSeconds(1)));
                takeover.put(lease, Duration.between(runOut.get(lease), acquired(api, lease)));
            }
            await("all pods run", () -> areReady(made, 2 * deployments) && isRolled(made));
            Duration done = Duration.between(killed, clock.instant());
            await("no pod is left over", () -> pods.list(SPACE).size() == 2 * deployments * replicas);
            return new FailoverReport(takeover, done, ledger.made(), ledger.most(), ledger.violations());
        }
    }

    private void create(ObjectApi api, int first) throws InterruptedException {
        for (int i = first; i < first + deployments; i++) {
            String name = "d" + i;
            api.create(new DeploymentBuilder()
                    .withNewMetadata()
                    .withNamespace(SPACE)
                    .withName(name)
                    .endMetadata()
                    .withNewSpec()
                    .withReplicas(replicas)
                    .withNewSelector()
                    .addToMatchLabels("app", name)
                    .endSelector()
                    .withNewTemplate()
                    .withNewMetadata()
                    .addToLabels("app", name)
                    .endMetadata()
                    .withNewSpec()
                    .withTerminationGracePeriodSeconds(1L)
                    .addNewContainer()
                    .withName("main")
                    .withImage("registry.k8s.io/pause:3.10")
                    .endContainer()
                    .endSpec()
                    .endTemplate()
                    .endSpec()
                    .build());
        }
    }

    private static void roll(ObjectApi api, Informer<Deployment> made) throws InterruptedException {
        var patch = dev.quarterdeck.kube.object.Json.object();
        patch.putObject("spec")
                .putObject("template")
                .putObject("metadata")
                .putObject("annotations")
                .put("step", "2");
        api.mergePatch(made.get(SPACE, "d0").orElseThrow(), "", patch);
    }

    private boolean areReady(Informer<Deployment> made, int count) {
        return made.list(SPACE).stream()
                        .filter(d -> d.getStatus() != null
                                && d.getStatus().getReadyReplicas() != null
                                && d.getStatus().getReadyReplicas() == replicas)
                        .count()
                == count;
    }

    private boolean isRolled(Informer<Deployment> made) {
        return made.get(SPACE, "d0")
                .filter(d ->
                        d.getMetadata().getGeneration().equals(d.getStatus().getObservedGeneration())
                                && d.getStatus().getUpdatedReplicas() == replicas
                                && d.getStatus().getReplicas() == replicas)
                .isPresent();
    }

    private static Lease lease(ObjectApi api, String name) {
        try {
            return api.get(Lease.class, "kube-system", name)
                    .orElseThrow(() -> new ProgramFailure("nobody leads " + name));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramFailure("interrupted", e);
        }
    }

    private static Instant renewed(ObjectApi api, String name) {
        return lease(api, name).getSpec().getRenewTime().toInstant();
    }

    private static Instant acquired(ObjectApi api, String name) {
        return lease(api, name).getSpec().getAcquireTime().toInstant();
    }

    private static void await(String what, BooleanSupplier done) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new ProgramFailure("not within " + LIMIT + ": " + what);
            }
            LockSupport.parkNanos(100_000_000L);
        }
    }
}
