package dev.quarterdeck.simulation.client;

import dev.quarterdeck.gateway.read.ReadOptions;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.selector.FieldSelectors;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.simulation.cluster.GatewayReplica;
import dev.quarterdeck.simulation.invariant.Invariant;
import dev.quarterdeck.simulation.world.Fault;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.SimThread;
import dev.quarterdeck.simulation.world.World;
import org.jspecify.annotations.Nullable;

/**
 * Watches one selection for the whole run: begins at an old revision or with a streamed list, loses its connection, is slow at times, and resumes after the
 * last revision that it was given, at any gateway.
 */
public final class Watcher {
    private final Desk desk;
    private final World world;
    private final SimProcess process;
    private final String name;
    private final Selection selection;
    /** Everything up to here has been delivered; -1: begin with the state. */
    private long position;

    private @Nullable WatchConnection open;

    public Watcher(Desk desk, SimProcess process) {
        this.desk = desk;
        this.world = desk.world;
        this.process = process;
        this.name = process.name();
        StoredResource resource = world.pick(Desk.RESOURCES);
        this.selection = new Selection(
                resource, desk.anyNamespace(resource), world.oneIn(3) ? Desk.TIER_A : LabelSelectors.EVERYTHING);
        this.position = 0;
    }

    public void run() {
        SimThread thread = SimThread.current(world);
        while (true) {
            if (!desk.isClosing() && world.oneIn(4)) {
                // a client that comes with an old revision, or with none
                position = world.oneIn(2) ? -1 : world.between(0, desk.truth.revision() + 1);
            }
            watch(thread);
            world.sleep(world.between(1_000_000L, 300_000_000L));
        }
    }

    private void watch(SimThread thread) {
        GatewayReplica gateway = world.pick(desk.gateways);
        long floor = desk.told();
        String from = position < 0 ? "" : Long.toString(position);
        if (position == 0) {
            // resourceVersion=0 means any state; the history from the beginning is asked for with 1
            position = 1;
            from = "1";
        }
        WatchConnection connection =
                new WatchConnection(desk, process, gateway, selection, position, floor, thread::unpark);
        open = connection;
        ReadOptions options = new ReadOptions(
                selection.labels(),
                FieldSelectors.EVERYTHING,
                from,
                position < 0 ? "NotOlderThan" : "",
                0,
                "",
                true,
                position < 0 ? true : null,
                0);
        world.trace(
                name,
                "watches",
                selection.resource(),
                "after",
                position,
                "at",
                gateway.process().name());
        Desk.Answer<Boolean> answer = desk.ask(process, gateway, g -> connection.serve(options));
        if (answer.failure() instanceof ApiException e) {
            connection.refused(e);
        }
        if (answer.value() != null) {
            live(connection, thread);
        }
        connection.hangUp();
        open = null;
        position = connection.position();
        world.trace(name, "has seen everything up to", position, connection.ending());
        desk.count("watches");
    }

    private void live(WatchConnection connection, SimThread thread) {
        while (!connection.isEnded()) {
            thread.park(world.between(50_000_000L, 2_000_000_000L));
            if (connection.isEnded() || desk.isClosing()) {
                connection.takes(true);
                continue;
            }
            if (world.oneIn(6)) {
                world.injected(Fault.DISCONNECT, name);
                return;
            }
            if (world.oneIn(6)) {
                world.injected(Fault.SLOW_CLIENT, name);
                connection.takes(false);
            } else {
                connection.takes(true);
            }
        }
    }

    /** At the end: nothing is missing. */
    public void checkCaughtUp() {
        WatchConnection connection = open;
        Selection.Expected missing = connection == null ? null : selection.after(desk.truth, connection.position());
        if (connection == null || !connection.isSettled() || missing != null) {
            desk.violated(
                    Invariant.CATCHES_UP,
                    name + " of " + selection.resource()
                            + (connection == null
                                    ? " can't get a watch"
                                    : " has seen everything up to " + connection.position() + " and still waits for "
                                            + missing));
        }
    }
}
