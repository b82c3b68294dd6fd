package dev.quarterdeck.simulation.cluster;

import dev.quarterdeck.simulation.store.FakePostgres;
import dev.quarterdeck.simulation.stream.FakeKafka;
import dev.quarterdeck.simulation.world.Fault;
import dev.quarterdeck.simulation.world.Network;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.World;
import java.util.ArrayList;
import java.util.List;

/** Lets things go wrong, at random times. Each run has its own mix: some faults often, some never. */
public final class FaultInjector {
    private static final long MILLI = 1_000_000L;
    private static final List<Fault> KINDS = List.of(
            Fault.STATE_CRASH,
            Fault.ORDERLY_SHUTDOWN,
            Fault.GATEWAY_CRASH,
            Fault.PAUSE,
            Fault.PARTITION,
            Fault.ONE_WAY_PARTITION,
            Fault.STORE_CRASH,
            Fault.STORE_REFUSES,
            Fault.COMPACTION,
            Fault.BRIEF_COMPACTION,
            Fault.STREAM_DOWN,
            Fault.LEADER_CHANGE,
            Fault.STREAM_LOSS,
            Fault.STREAM_WIPED,
            Fault.STREAM_RETENTION);

    /** Kafka forgets what it acknowledged. */
    private static final List<Fault> LOSSES = List.of(Fault.STREAM_LOSS, Fault.STREAM_WIPED);

    private final World world;
    private final Cluster cluster;
    private final List<Fault> mix = new ArrayList<>();
    private final long most;
    private boolean over;

    public FaultInjector(World world, Cluster cluster) {
        this.world = world;
        this.cluster = cluster;
        boolean keeps = world.oneIn(2);
        for (Fault kind : KINDS) {
            int weight = keeps && LOSSES.contains(kind) ? 0 : world.chance(4);
            for (int i = 0; i < weight; i++) {
                mix.add(kind);
            }
        }
        this.most = world.between(400, 3_000) * MILLI;
    }

    public void start() {
        world.after(world.between(100 * MILLI, most), this::next);
    }

    private void next() {
        if (over || mix.isEmpty()) {
            return;
        }
        inject(world.pick(mix));
        world.after(world.between(10 * MILLI, most), this::next);
    }

    private void inject(Fault fault) {
        switch (fault) {
            case STATE_CRASH -> crash(world.pick(cluster.states()));
            case ORDERLY_SHUTDOWN -> shutDown(world.pick(cluster.states()));
            case GATEWAY_CRASH -> crash(world.pick(cluster.gateways()));
            case PAUSE -> pause();
            case PARTITION -> partition(true);
            case ONE_WAY_PARTITION -> partition(false);
            case STORE_CRASH -> {
                world.injected(fault, FakePostgres.PLACE);
                cluster.postgres().crash();
                world.after(world.between(100, 4_000) * MILLI, cluster.postgres()::restart);
            }
            case STORE_REFUSES -> {
                world.injected(fault, FakePostgres.PLACE);
                cluster.postgres().refuse(true);
                world.after(world.between(50, 3_000) * MILLI, () -> cluster.postgres()
                        .refuse(false));
            }
            case COMPACTION -> cluster.postgres().compact();
            case BRIEF_COMPACTION -> cluster.postgres().compactBriefly();
            case STREAM_DOWN -> {
                world.injected(fault, FakeKafka.PLACE);
                cluster.kafka().answer(false);
                world.after(
                        world.between(100, 8_000) * MILLI, () -> cluster.kafka().answer(true));
            }
            case LEADER_CHANGE -> cluster.kafka().changeLeader();
            case STREAM_LOSS -> cluster.kafka().loseAcknowledged();
            case STREAM_WIPED -> cluster.kafka().wipe();
            case STREAM_RETENTION -> cluster.kafka().expire();
            case LOST_BEFORE_COMMIT,
                    LOST_AFTER_COMMIT,
                    SLOW_COMMIT,
                    LOST_ACK,
                    LOST_RECORD,
                    DUPLICATE,
                    DISCONNECT,
                    SLOW_CLIENT -> throw new IllegalArgumentException(fault + " strikes where it belongs");
        }
    }

    private void crash(StateReplica replica) {
        if (replica.process().isAlive()) {
            world.injected(Fault.STATE_CRASH, replica.process().name(), replica.leads() ? "the publisher" : "");
            replica.kill();
            world.after(world.between(100, 3_000) * MILLI, () -> {
                if (!replica.process().isAlive()) {
                    replica.start();
                }
            });
        }
    }

    private void shutDown(StateReplica replica) {
        if (replica.process().isAlive() && !replica.isLeaving()) {
            world.injected(Fault.ORDERLY_SHUTDOWN, replica.process().name(), replica.leads() ? "the publisher" : "");
            replica.shutDown(() -> world.after(world.between(100, 3_000) * MILLI, () -> {
                if (!replica.process().isAlive()) {
                    replica.start();
                }
            }));
        }
    }

    private void crash(GatewayReplica replica) {
        if (replica.process().isAlive()) {
            world.injected(Fault.GATEWAY_CRASH, replica.process().name());
            replica.kill();
            world.after(world.between(100, 3_000) * MILLI, () -> {
                if (!replica.process().isAlive()) {
                    replica.start();
                }
            });
        }
    }

    private void pause() {
        List<SimProcess> all = new ArrayList<>();
        cluster.states().forEach(s -> all.add(s.process()));
        cluster.gateways().forEach(g -> all.add(g.process()));
        SimProcess process = world.pick(all);
        if (process.isAlive() && !process.isStopped()) {
            long length = world.between(20, 9_000) * MILLI;
            world.injected(Fault.PAUSE, process.name(), "for", length / MILLI, "ms");
            process.stop();
            world.after(length, process::goOn);
        }
    }

    private void partition(boolean both) {
        List<String> places = new ArrayList<>(List.of(FakePostgres.PLACE, FakeKafka.PLACE));
        cluster.states().forEach(s -> places.add(s.process().name()));
        cluster.gateways().forEach(g -> places.add(g.process().name()));
        String one = world.pick(places);
        String other = world.pick(places);
        if (one.equals(other)) {
            return;
        }
        Network network = cluster.network();
        long length = world.between(50, 8_000) * MILLI;
        world.injected(
                both ? Fault.PARTITION : Fault.ONE_WAY_PARTITION, one, "and", other, "for", length / MILLI, "ms");
        network.cut(one, other);
        if (both) {
            network.cut(other, one);
        }
        world.after(length, () -> {
            network.mend(one, other);
            network.mend(other, one);
        });
    }

    public boolean lostAcknowledgedRecords() {
        return LOSSES.stream().anyMatch(world.faults()::containsKey);
    }

    /** Everything works from now on. */
    public void end() {
        over = true;
        world.trace("world", "faults end");
        cluster.network().mendAll();
        cluster.kafka().calmDown();
        cluster.postgres().calmDown();
        for (StateReplica replica : cluster.states()) {
            if (!replica.process().isAlive()) {
                replica.start();
            } else if (replica.process().isStopped()) {
                replica.process().goOn();
            }
        }
        for (GatewayReplica replica : cluster.gateways()) {
            if (!replica.process().isAlive()) {
                replica.start();
            } else if (replica.process().isStopped()) {
                replica.process().goOn();
            }
        }
    }
}
