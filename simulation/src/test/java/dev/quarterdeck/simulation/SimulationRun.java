package dev.quarterdeck.simulation;

import dev.quarterdeck.simulation.client.Desk;
import dev.quarterdeck.simulation.client.Looker;
import dev.quarterdeck.simulation.client.Reader;
import dev.quarterdeck.simulation.client.Watcher;
import dev.quarterdeck.simulation.client.Writer;
import dev.quarterdeck.simulation.cluster.Cluster;
import dev.quarterdeck.simulation.cluster.FaultInjector;
import dev.quarterdeck.simulation.cluster.Parts;
import dev.quarterdeck.simulation.invariant.Invariant;
import dev.quarterdeck.simulation.invariant.Violation;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One seed: clients work while things go wrong; then everything works, and all must have come to the newest revision. */
final class SimulationRun {
    private static final long SECOND = 1_000_000_000L;
    private static final long UNDER_FAULTS = 12 * SECOND;
    private static final long RECOVERY = 20 * SECOND;
    private static final long SETTLING = 75 * SECOND;

    private final World world;
    private final Cluster cluster;
    private final FaultInjector faults;
    private final Desk desk;
    private final List<Watcher> watchers = new ArrayList<>();

    SimulationRun(long seed, Parts parts) {
        this.world = new World(seed);
        this.cluster = new Cluster(world, Desk.resources(), parts);
        this.faults = new FaultInjector(world, cluster);
        this.desk = new Desk(world, cluster.truth(), cluster.postgres(), cluster.rpc(), cluster.gateways());
        long pace = world.between(20, 250) * 1_000_000L;
        for (int i = 1; i <= 3; i++) {
            SimProcess process = new SimProcess(world, "writer-" + i);
            Writer writer = new Writer(desk, process, pace);
            process.start("client", writer::run);
        }
        for (int i = 1; i <= 3; i++) {
            SimProcess process = new SimProcess(world, "reader-" + i);
            Reader reader = new Reader(desk, process);
            process.start("client", reader::run);
        }
        for (int i = 1; i <= 3; i++) {
            SimProcess process = new SimProcess(world, "looker-" + i);
            Looker looker = new Looker(desk, process, cluster.states());
            process.start("client", looker::run);
        }
        for (int i = 1; i <= 4; i++) {
            SimProcess process = new SimProcess(world, "watcher-" + i);
            Watcher watcher = new Watcher(desk, process);
            watchers.add(watcher);
            process.start("client", watcher::run);
        }
        faults.start();
    }

    /** Null where everything held. */
    @Nullable
    Violation run() {
        try {
            // sometimes nobody writes any more when faults end: what is missing then must come by itself
            world.after(UNDER_FAULTS + world.between(-SECOND, SECOND), desk::close);
            world.run(UNDER_FAULTS);
            faults.end();
            world.run(UNDER_FAULTS + RECOVERY);
            if (!faults.lostAcknowledgedRecords()) {
                world.after(0, () -> cluster.checkCaughtUp(Invariant.RECOVERS));
            }
            world.run(UNDER_FAULTS + SETTLING);
            world.after(0, () -> {
                cluster.checkStore();
                cluster.checkCaughtUp(Invariant.CATCHES_UP);
                watchers.forEach(Watcher::checkCaughtUp);
            });
            world.run(UNDER_FAULTS + SETTLING + SECOND);
            return null;
        } catch (Violation e) {
            return e;
        }
    }

    World world() {
        return world;
    }

    Desk desk() {
        return desk;
    }

    Cluster cluster() {
        return cluster;
    }
}
