package dev.quarterdeck.simulation.client;

import dev.quarterdeck.gateway.read.ReadOptions;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.selector.FieldSelectors;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.simulation.cluster.GatewayReplica;
import dev.quarterdeck.simulation.cluster.Rpc;
import dev.quarterdeck.simulation.invariant.Invariant;
import dev.quarterdeck.simulation.invariant.Truth;
import dev.quarterdeck.simulation.invariant.Violation;
import dev.quarterdeck.simulation.store.FakePostgres;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.SimThread;
import dev.quarterdeck.simulation.world.World;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all clients share: the cluster, the model, and what any of them has been told. */
public final class Desk {
    public static final List<StoredResource> RESOURCES = List.of(
            new StoredResource("", "configmaps"), new StoredResource("", "secrets"), new StoredResource("", "nodes"));
    static final List<String> NAMESPACES = List.of("a", "b");
    static final LabelSelector TIER_A = LabelSelectors.parse("tier=a");
    private static final Map<StoredResource, ResourceType> TYPES = types();
    private static final long LIMIT = 20_000_000_000L;

    final World world;
    final Truth truth;
    final FakePostgres postgres;
    final Rpc rpc;
    final List<GatewayReplica> gateways;
    /** No client makes anything new after this. */
    private boolean closing;
    /** What was acknowledged, or shown by a read that had to be fresh: no fresh read may be older. */
    private final Map<StoredResource, Long> floors = new HashMap<>();
    /** The highest revision that anybody was told, of whatever resource: no fresh list may name an older one. */
    private long told;

    final Map<String, Long> known = new HashMap<>();
    private final Map<String, Integer> tally = new java.util.TreeMap<>();

    public Desk(World world, Truth truth, FakePostgres postgres, Rpc rpc, List<GatewayReplica> gateways) {
        this.world = world;
        this.truth = truth;
        this.postgres = postgres;
        this.rpc = rpc;
        this.gateways = gateways;
    }

    private static Map<StoredResource, ResourceType> types() {
        Map<StoredResource, ResourceType> types = new HashMap<>();
        RESOURCES.forEach(
                r -> types.put(r, BuiltInResources.catalog().versionsOf(r).getFirst()));
        return types;
    }

    /** In an order that does not change from one JVM to the next. */
    public static Set<StoredResource> resources() {
        return new LinkedHashSet<>(RESOURCES);
    }

    ResourceType type(StoredResource resource) {
        ResourceType type = TYPES.get(resource);
        if (type == null) {
            throw new IllegalArgumentException(resource.id());
        }
        return type;
    }

    public void close() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    void count(String what) {
        tally.merge(what, 1, Integer::sum);
    }

    public Map<String, Integer> tally() {
        return tally;
    }

    ObjectKey anyKey(StoredResource resource) {
        String name = "n" + world.chance(4);
        return type(resource).namespaced() ? new ObjectKey(world.pick(NAMESPACES), name) : new ObjectKey("", name);
    }

    String anyNamespace(StoredResource resource) {
        return type(resource).namespaced() && world.oneIn(2) ? world.pick(NAMESPACES) : "";
    }

    long floor(StoredResource resource) {
        return floors.getOrDefault(resource, 0L);
    }

    void raiseFloor(StoredResource resource, long revision) {
        floors.merge(resource, revision, Math::max);
        tell(revision);
    }

    long told() {
        return told;
    }

    void tell(long revision) {
        told = Math.max(told, revision);
    }

    void violated(Invariant invariant, String what) {
        world.fail(new Violation(invariant, what));
    }

    /** Runs a check whose violation must not get lost. */
    void checked(Runnable check) {
        try {
            check.run();
        } catch (Violation e) {
            world.fail(e);
        }
    }

    static ReadOptions options(LabelSelector labels, String revision, String match, long limit, String token) {
        return new ReadOptions(labels, FieldSelectors.EVERYTHING, revision, match, limit, token, false, null, 0);
    }

    /** The answer, or why there is none. */
    record Answer<T>(@Nullable T value, @Nullable Throwable failure) {
        int code() {
            if (failure == null) {
                return 200;
            }
            return failure instanceof ApiException e ? e.code() : 0;
        }
    }

    <T> Answer<T> ask(
            SimProcess client, GatewayReplica gateway, Function<GatewayReplica, CompletableFuture<T>> question) {
        return await(rpc.call(client, gateway.process(), LIMIT, () -> {
            try {
                return question.apply(gateway);
            } catch (ApiException e) {
                return CompletableFuture.failedFuture(e);
            }
        }));
    }

    <T> Answer<T> await(CompletableFuture<T> future) {
        SimThread thread = SimThread.current(world);
        future.whenComplete((value, failure) -> thread.unpark());
        while (!future.isDone()) {
            thread.park(Long.MAX_VALUE);
        }
        return future.isCompletedExceptionally()
                ? new Answer<>(null, Rpc.unwrap(future.exceptionNow()))
                : new Answer<>(future.resultNow(), null);
    }
}
