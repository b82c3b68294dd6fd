package dev.quarterdeck.chaos.fault;

import java.time.Duration;

/** One thing that is done to the cluster. {@link Nemesis} brings it about, lets it last, and ends it. */
public sealed interface Fault {

    /** How long it lasts. */
    Duration hold();

    /** {@code kill -9} of a process that others can do without, or wait for; it is started again. */
    record Kill(String member, Duration hold) implements Fault {}

    /** One backend of PostgreSQL is killed; the server then ends all others and recovers by itself. */
    record KillBackend(Duration hold) implements Fault {}

    /** {@code SIGSTOP}, for longer than leases and lock timeouts last. */
    record Stop(String member, Duration hold) implements Fault {}

    /** Packets from one to another whom it talks with are lost, and back where it is not one way. */
    record Cut(String from, String to, boolean oneWay, Duration hold) implements Fault {}

    /** {@code kill -9} of PostgreSQL and all its backends; it recovers from its log. */
    record PostgresCrash(Duration hold) implements Fault {}

    /** The primary dies, or is cut off from everybody, and the synchronous standby is promoted. */
    record PostgresFailover(boolean cutOff, Duration hold) implements Fault {}

    record BrokerLoss(String broker, Duration hold) implements Fault {}

    /** All brokers die and come back without a record. */
    record KafkaDataLoss(Duration hold) implements Fault {}

    /** No byte more fits on the disk of PostgreSQL's primary or of a broker. */
    record DiskFull(String member, Duration hold) implements Fault {}

    /** The wall clock of a service jumps, and back again later. */
    record ClockStep(String service, Duration by, Duration hold) implements Fault {}

    /** By which runs are counted. */
    default String kind() {
        return switch (this) {
            case Kill k -> "kill -9";
            case KillBackend k -> "kill -9 of a backend";
            case Stop s -> "SIGSTOP";
            case Cut c -> c.oneWay() ? "packets lost, one way" : "packets lost, both ways";
            case PostgresCrash c -> "PostgreSQL crash";
            case PostgresFailover f -> f.cutOff() ? "PostgreSQL failover, primary cut off" : "PostgreSQL failover";
            case BrokerLoss l -> "broker loss";
            case KafkaDataLoss l -> "Kafka data loss";
            case DiskFull d -> d.member().startsWith("kafka") ? "disk full, Kafka" : "disk full, PostgreSQL";
            case ClockStep c -> "clock step";
        };
    }
}
