package dev.quarterdeck.simulation.cluster;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.simulation.invariant.Invariant;
import dev.quarterdeck.simulation.invariant.Truth;
import dev.quarterdeck.simulation.invariant.Truth.Committed;
import dev.quarterdeck.simulation.invariant.Violation;
import dev.quarterdeck.simulation.store.FakePostgres;
import dev.quarterdeck.simulation.stream.FakeKafka;
import dev.quarterdeck.simulation.world.Network;
import dev.quarterdeck.simulation.world.World;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.CachedObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All processes of a run. */
public final class Cluster {
    private static final int STATES = 3;
    private static final int GATEWAYS = 2;

    private final World world;
    private final Network network;
    private final Truth truth = new Truth();
    private final FakePostgres postgres;
    private final FakeKafka kafka;
    private final Rpc rpc;
    private final Set<StoredResource> resources;
    private final List<StateReplica> states = new ArrayList<>();
    private final List<GatewayReplica> gateways = new ArrayList<>();
    /** By virtual time. */
    private final TreeMap<Long, Long> revisions = new TreeMap<>(Map.of(Long.MIN_VALUE, 0L));

    private final Map<StoredResource, CacheView[]> checked = new LinkedHashMap<>();

    public Cluster(World world, Set<StoredResource> resources, Parts parts) {
        this.world = world;
        this.resources = resources;
        this.network = new Network(world);
        this.postgres = parts.postgres(world, network, truth);
        this.kafka = new FakeKafka(world, network);
        this.rpc = new Rpc(world, network);
        for (int i = 1; i <= STATES; i++) {
            states.add(new StateReplica(world, "state-" + i, postgres, kafka, resources, parts, this::revisionAt));
        }
        for (int i = 1; i <= GATEWAYS; i++) {
            // in some runs one of them shares a process with a replica of state-service
            StateReplica beside = i == GATEWAYS && world.seed() % 2 == 0 ? states.getFirst() : null;
            gateways.add(new GatewayReplica(world, "gateway-" + i, kafka, rpc, states, resources, parts, beside));
        }
        resources.forEach(r -> checked.put(r, new CacheView[GATEWAYS]));
        world.checkAfterEachStep(() -> {
            if (truth.revision() != revisions.lastEntry().getValue()) {
                revisions.put(world.now(), truth.revision());
            }
            checkCaches();
        });
    }

    private long revisionAt(long time) {
        return revisions.floorEntry(time).getValue();
    }

    public Network network() {
        return network;
    }

    public Truth truth() {
        return truth;
    }

    public FakePostgres postgres() {
        return postgres;
    }

    public FakeKafka kafka() {
        return kafka;
    }

    public Rpc rpc() {
        return rpc;
    }

    public List<StateReplica> states() {
        return states;
    }

    public List<GatewayReplica> gateways() {
        return gateways;
    }

    /** Each view of each cache is the state at its revision. */
    private void checkCaches() {
        for (Map.Entry<StoredResource, CacheView[]> entry : checked.entrySet()) {
            CacheView[] last = entry.getValue();
            for (int i = 0; i < last.length; i++) {
                CacheView view = gateways.get(i).cache(entry.getKey()).view();
                if (view != last[i] && view.revision() > 0) {
                    last[i] = view;
                    check(gateways.get(i), entry.getKey(), view);
                }
            }
        }
    }

    private void check(GatewayReplica gateway, StoredResource resource, CacheView view) {
        String where =
                "the cache of " + resource + " in " + gateway.process().name() + " at revision " + view.revision();
        if (view.revision() > truth.revision()) {
            throw new Violation(
                    Invariant.CACHE_EQUALS_HISTORY, where + " is ahead of the store, which is at " + truth.revision());
        }
        var state = truth.stateAt(resource, view.revision());
        int count = 0;
        for (CachedObject object : view.objects("", null)) {
            count++;
            Committed committed = state.get(object.key());
            if (committed == null
                    || committed.revision() != object.revision()
                    || !Arrays.equals(committed.change().json(), object.json())) {
                throw new Violation(
                        Invariant.CACHE_EQUALS_HISTORY,
                        where + " shows " + object.key() + " of " + object.revision() + ", where "
                                + (committed == null ? "nothing" : "revision " + committed.revision()) + " is there");
            }
        }
        if (count != state.size()) {
            throw new Violation(
                    Invariant.CACHE_EQUALS_HISTORY, where + " lacks " + (state.size() - count) + " objects");
        }
    }

    /** Nothing that was committed is gone. */
    public void checkStore() {
        if (postgres.revision() != truth.revision()) {
            world.fail(new Violation(
                    Invariant.ACKNOWLEDGED_SURVIVES,
                    "the store is at " + postgres.revision() + " although " + truth.revision() + " was committed"));
        }
        for (StoredResource resource : resources) {
            var state = truth.stateAt(resource, truth.revision());
            if (!postgres.revisions(resource)
                    .equals(state.values().stream().map(Committed::revision).toList())) {
                world.fail(new Violation(
                        Invariant.ACKNOWLEDGED_SURVIVES, "the rows of " + resource + " are not what was committed"));
            }
        }
    }

    /** After faults have ended. */
    public void checkCaughtUp(Invariant promised) {
        for (GatewayReplica gateway : gateways) {
            for (StoredResource resource : resources) {
                long at = gateway.cache(resource).view().revision();
                if (at < truth.newest(resource)) {
                    world.fail(new Violation(
                            promised,
                            "the cache of " + resource + " in "
                                    + gateway.process().name() + " stays at " + at + " although the newest change is "
                                    + truth.newest(resource)));
                }
            }
        }
    }
}
