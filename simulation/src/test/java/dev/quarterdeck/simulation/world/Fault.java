package dev.quarterdeck.simulation.world;

/** What can go wrong. */
public enum Fault {
    STATE_CRASH("a state-service is killed and starts again"),
    ORDERLY_SHUTDOWN("a state-service is told to end, answers what it was asked, and starts again"),
    GATEWAY_CRASH("a gateway is killed and starts again"),
    PAUSE("a process is stopped (SIGSTOP) and goes on later"),
    PARTITION("no packet passes between two processes, for a while"),
    ONE_WAY_PARTITION("packets pass in one direction only, for a while"),
    STORE_CRASH("PostgreSQL is killed; open transactions are gone"),
    STORE_REFUSES("PostgreSQL refuses connections, for a while"),
    LOST_BEFORE_COMMIT("the connection breaks before COMMIT arrives"),
    LOST_AFTER_COMMIT("the connection breaks after COMMIT, before its answer"),
    SLOW_COMMIT("a COMMIT takes long"),
    COMPACTION("old partitions of history are dropped"),
    BRIEF_COMPACTION("revisions of what is kept briefly are dropped"),
    STREAM_DOWN("Kafka does not answer, for a while"),
    LEADER_CHANGE("a broker fails over; records nobody acknowledged are cut off"),
    LOST_ACK("a record is in the topic, but its producer is told of an error"),
    LOST_RECORD("a record is not in the topic; later ones of its producer may be"),
    DUPLICATE("a record is in the topic twice"),
    STREAM_LOSS("acknowledged records are cut off the end of a topic"),
    STREAM_WIPED("a topic is gone"),
    STREAM_RETENTION("the beginning of a topic is gone"),
    DISCONNECT("a watch loses its connection"),
    SLOW_CLIENT("a watch takes nothing, for a while");

    private final String meaning;

    Fault(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }
}
