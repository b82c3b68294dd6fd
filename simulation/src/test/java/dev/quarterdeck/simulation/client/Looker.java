package dev.quarterdeck.simulation.client;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.simulation.cluster.RememberedReads.Look;
import dev.quarterdeck.simulation.cluster.StateReplica;
import dev.quarterdeck.simulation.invariant.Invariant;
import dev.quarterdeck.simulation.invariant.Truth.Committed;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Looks at what state-services remember of objects, several of which look at the same ones. */
public final class Looker {
    private static final long LIMIT = 20_000_000_000L;

    private final Desk desk;
    private final World world;
    private final SimProcess process;
    private final List<StateReplica> states;

    public Looker(Desk desk, SimProcess process, List<StateReplica> states) {
        this.desk = desk;
        this.world = desk.world;
        this.process = process;
        this.states = states;
    }

    public void run() {
        while (!desk.isClosing()) {
            world.sleep(world.between(1_000_000L, 250_000_000L));
            StateReplica replica = world.pick(states);
            StoredResource resource = world.pick(Desk.RESOURCES);
            if (world.oneIn(3)) {
                list(replica, resource);
            } else {
                get(replica, resource);
            }
        }
    }

    private void get(StateReplica replica, StoredResource resource) {
        ObjectKey key = desk.anyKey(resource);
        looks(replica, resource, () -> replica.remembered().get(resource, key), c -> c.change()
                .key()
                .equals(key));
    }

    private void list(StateReplica replica, StoredResource resource) {
        String namespace = desk.anyNamespace(resource);
        looks(
                replica,
                resource,
                () -> replica.remembered().list(resource, namespace),
                c -> Selection.matches(c, namespace, LabelSelectors.EVERYTHING));
    }

    private void looks(
            StateReplica replica,
            StoredResource resource,
            java.util.function.Supplier<CompletableFuture<Look>> question,
            Predicate<Committed> selected) {
        Look look = desk.await(desk.rpc.call(process, replica.process(), LIMIT, question))
                .value();
        if (look == null) {
            desk.count("looks refused");
            return;
        }
        desk.count("looks at what is remembered");
        if (!wasSoSince(resource, look, selected)) {
            desk.violated(
                    Invariant.REMEMBERED_IS_RECENT,
                    replica.process().name() + " shows " + look.shown() + " of " + resource
                            + ", which was not so since revision " + look.floor());
        }
    }

    private boolean wasSoSince(StoredResource resource, Look look, Predicate<Committed> selected) {
        if (shown(resource, look.floor(), selected).equals(look.shown())) {
            return true;
        }
        for (Committed change : desk.truth.of(resource)) {
            if (change.revision() > look.floor()
                    && shown(resource, change.revision(), selected).equals(look.shown())) {
                return true;
            }
        }
        return false;
    }

    private List<Long> shown(StoredResource resource, long revision, Predicate<Committed> selected) {
        List<Long> shown = new ArrayList<>();
        for (Committed committed : desk.truth.stateAt(resource, revision).values()) {
            if (selected.test(committed)) {
                shown.add(committed.revision());
            }
        }
        return shown;
    }
}
