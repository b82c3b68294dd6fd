package dev.quarterdeck.node.simulated;

import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.node.pod.PodWorkers;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.PodRuntime;
import dev.quarterdeck.node.spec.PodFacts;
import dev.quarterdeck.node.spec.Resources;
import dev.quarterdeck.node.stats.NodeUsage;
import dev.quarterdeck.node.stats.NodeUsage.ContainerUsage;
import dev.quarterdeck.node.stats.NodeUsage.PodUsage;
import dev.quarterdeck.node.stats.Usage;
import dev.quarterdeck.node.stats.UsageSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Usage that is made up, but of one piece: what containers use adds up to what the node uses, and CPU time grows by what is used. A container uses a quarter of the CPU and half of
 * the memory that it requests, and a little where it requests nothing; the annotations {@value #CPU} and {@value #MEMORY} of the pod say otherwise, for the whole pod,
 * evenly among its running containers. Remembers two numbers for each running container. Thread-safe.
 */
public final class SimulatedUsage implements UsageSource {
    public static final String CPU = "quarterdeck.dev/simulated-cpu";
    public static final String MEMORY = "quarterdeck.dev/simulated-memory";

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long IDLE_POD_NANO_CORES = 2 * NANOS_PER_MILLI;
    private static final long IDLE_POD_BYTES = 16L << 20;
    private static final long NODE_NANO_CORES = 50 * NANOS_PER_MILLI;
    private static final long NODE_BYTES = 256L << 20;
    private static final String NODE = "";

    private final PodWorkers workers;
    private final PodRuntime runtime;
    private final long memoryBytes;
    private final Clock clock;
    private Map<String, Spent> spent = new HashMap<>();

    private record Spent(Instant at, long nanos) {
        Spent until(Instant now, long nanoCores) {
            double seconds = Duration.between(at, now).toNanos() / 1e9;
            return new Spent(now, nanos + Math.round(Math.max(0, seconds) * nanoCores));
        }
    }

    /** @param memoryBytes of the machine */
    public SimulatedUsage(PodWorkers workers, PodRuntime runtime, long memoryBytes, Clock clock) {
        this.workers = workers;
        this.runtime = runtime;
        this.memoryBytes = memoryBytes;
        this.clock = clock;
    }

    @Override
    public synchronized NodeUsage read() {
        Instant now = clock.instant();
        Map<String, Spent> next = new HashMap<>();
        List<PodUsage> pods = new ArrayList<>();
        long cpu = NODE_NANO_CORES;
        long memory = NODE_BYTES;
        for (var worker : workers.all()) {
            Pod pod = worker.pod();
            List<ObservedContainer> running = runtime.observe(PodFacts.uid(pod)).running();
            if (pod.getSpec() == null || running.isEmpty()) {
                continue;
            }
            List<ContainerUsage> containers = new ArrayList<>();
            for (ObservedContainer container : running) {
                Usage usage = usage(pod, container, running.size(), now, next);
                cpu += usage.nanoCores();
                memory += usage.memoryBytes();
                containers.add(new ContainerUsage(container.id(), container.name(), started(container), usage));
            }
            pods.add(new PodUsage(
                    PodFacts.namespace(pod),
                    PodFacts.name(pod),
                    PodFacts.uid(pod),
                    started(running.getLast()),
                    containers));
        }
        Usage machine = new Usage(now, spend(NODE, now, now, cpu, next), cpu, memory);
        spent = next;
        return new NodeUsage(machine, Math.max(0, memoryBytes - memory), pods);
    }

    private Usage usage(Pod pod, ObservedContainer container, int among, Instant now, Map<String, Spent> next) {
        Optional<Container> spec = pod.getSpec().getContainers().stream()
                .filter(c -> c.getName().equals(container.name()))
                .findFirst();
        OptionalLong millis =
                spec.map(c -> Resources.cpuRequestMillis(c.getResources())).orElse(OptionalLong.empty());
        OptionalLong bytes =
                spec.map(c -> Resources.memoryRequestBytes(c.getResources())).orElse(OptionalLong.empty());
        long cpu = said(pod, CPU)
                .map(q -> q.milliValue() * NANOS_PER_MILLI / among)
                .orElse(millis.isPresent() ? millis.getAsLong() * NANOS_PER_MILLI / 4 : IDLE_POD_NANO_CORES);
        long memory = said(pod, MEMORY)
                .map(q -> q.milliValue() / 1000 / among)
                .orElse(bytes.isPresent() ? bytes.getAsLong() / 2 : IDLE_POD_BYTES);
        return new Usage(now, spend(container.id(), started(container), now, cpu, next), cpu, memory);
    }

    private long spend(String id, Instant since, Instant now, long nanoCores, Map<String, Spent> next) {
        Spent before = spent.getOrDefault(id, new Spent(since, 0));
        Spent after = before.until(now, nanoCores);
        next.put(id, after);
        return after.nanos();
    }

    private static Instant started(ObservedContainer container) {
        Instant started = container.startedAt();
        return started == null ? container.createdAt() : started;
    }

    /** What cannot be read says nothing. */
    private static Optional<Quantity> said(Pod pod, String annotation) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(annotation);
        try {
            return text == null ? Optional.empty() : Optional.of(Quantity.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
