package dev.quarterdeck.chaos.fault;

import dev.quarterdeck.chaos.cluster.ChaosCluster;
import dev.quarterdeck.chaos.cluster.Member;
import dev.quarterdeck.chaos.network.ChaosNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Does faults to a cluster in three steps: {@link #begin}; {@link #end}, after which the cluster must recover by itself; {@link #repair}, which gives back what
 * the fault took and the cluster can do without, such as one of two replicas. One thread, one fault at a time.
 */
public final class Nemesis {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final ChaosCluster cluster;

    public Nemesis(ChaosCluster cluster) {
        this.cluster = cluster;
    }

    public void begin(Fault fault) {
        switch (fault) {
            case Fault.Kill f -> member(f.member()).kill();
            case Fault.KillBackend f -> cluster.postgres().killOneBackend();
            case Fault.Stop f -> member(f.member()).pause();
            case Fault.Cut f -> {
                cluster.network().cut(name(f.from()), name(f.to()));
                if (!f.oneWay()) {
                    cluster.network().cut(name(f.to()), name(f.from()));
                }
            }
            case Fault.PostgresCrash f -> cluster.postgres().primary().kill();
            case Fault.PostgresFailover f -> {
                if (f.cutOff()) {
                    isolate(cluster.postgres().primary().name());
                } else {
                    cluster.postgres().primary().kill();
                }
            }
            case Fault.BrokerLoss f -> member(f.broker()).kill();
            case Fault.KafkaDataLoss f ->
                cluster.brokers().forEach(b -> member(b).kill());
            case Fault.DiskFull f -> cluster.disk(name(f.member())).fill();
            case Fault.ClockStep f -> cluster.setClock(f.service(), f.by());
        }
    }

    private void isolate(String member) {
        List<String> others = new ArrayList<>(cluster.stateServices());
        others.addAll(List.of(cluster.postgres().standby().name(), ChaosNetwork.CLIENT));
        for (String other : others) {
            cluster.network().cut(member, other);
            if (!other.equals(ChaosNetwork.CLIENT)) {
                cluster.network().cut(other, member);
            }
        }
    }

    /** From its return on, recovery counts: whoever was taken and is indispensable serves again. */
    public void end(Fault fault) {
        switch (fault) {
            case Fault.Kill f -> {
                if (f.member().equals("standby")) {
                    startAgain("standby");
                }
            }
            case Fault.KillBackend f -> cluster.postgres().primary().awaitReady(LIMIT);
            case Fault.Stop f -> member(f.member()).resume();
            case Fault.Cut f -> cluster.network().heal();
            case Fault.PostgresCrash f -> startAgain("primary");
            case Fault.PostgresFailover f -> cluster.postgres().promote();
            case Fault.BrokerLoss f -> {
                if (cluster.brokers().size() == 1) {
                    startAgain(f.broker());
                }
            }
            case Fault.KafkaDataLoss f -> {
                cluster.brokers().forEach(cluster::wipe);
                cluster.brokers().forEach(b -> member(b).start());
                cluster.brokers().forEach(b -> member(b).awaitReady(LIMIT));
            }
            case Fault.DiskFull f -> {
                cluster.disk(name(f.member())).free();
                startAgain(f.member());
            }
            case Fault.ClockStep f -> {}
        }
    }

    /** Whether {@link #repair} has anything to do. */
    public boolean needsRepair(Fault fault) {
        return switch (fault) {
            case Fault.Kill f -> !f.member().equals("standby");
            case Fault.PostgresFailover f -> true;
            case Fault.BrokerLoss f -> cluster.brokers().size() > 1;
            case Fault.ClockStep f -> true;
            case Fault.KillBackend f -> false;
            case Fault.Stop f -> false;
            case Fault.Cut f -> false;
            case Fault.PostgresCrash f -> false;
            case Fault.KafkaDataLoss f -> false;
            case Fault.DiskFull f -> false;
        };
    }

    public void repair(Fault fault) {
        switch (fault) {
            case Fault.Kill f -> startAgain(f.member());
            case Fault.PostgresFailover f -> {
                cluster.postgres().standby().kill();
                cluster.network().heal();
                cluster.postgres().restore();
            }
            case Fault.BrokerLoss f -> startAgain(f.broker());
            case Fault.ClockStep f -> cluster.setClock(f.service(), Duration.ZERO);
            case Fault.KillBackend f -> {}
            case Fault.Stop f -> {}
            case Fault.Cut f -> {}
            case Fault.PostgresCrash f -> {}
            case Fault.KafkaDataLoss f -> {}
            case Fault.DiskFull f -> {}
        }
        cluster.postgres().awaitSynchronous();
    }

    /** A gateway that is dead now, which nobody can recover through; or "". */
    public String deadGateway(Fault fault) {
        return fault instanceof Fault.Kill k && cluster.gateways().contains(k.member()) ? k.member() : "";
    }

    private void startAgain(String who) {
        Member member = member(who);
        if (!member.isAlive()) {
            member.kill();
            member.start();
        }
        member.awaitReady(LIMIT);
    }

    private Member member(String who) {
        return cluster.member(name(who));
    }

    /** The roles of PostgreSQL change hands. */
    private String name(String who) {
        return switch (who) {
            case "primary" -> cluster.postgres().primary().name();
            case "standby" -> cluster.postgres().standby().name();
            default -> who;
        };
    }
}
