package dev.quarterdeck.simulation.stream;

import dev.quarterdeck.simulation.world.Fault;
import dev.quarterdeck.simulation.world.Network;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The broker. */
public final class FakeKafka {
    public static final String PLACE = "kafka";

    private final World world;
    private final Network network;
    private final List<FakeConsumer> consumers = new ArrayList<>();
    final Map<String, FakeTopic> topics = new TreeMap<>();
    private boolean down;
    private boolean calm;

    public FakeKafka(World world, Network network) {
        this.world = world;
        this.network = network;
    }

    World world() {
        return world;
    }

    Network network() {
        return network;
    }

    boolean answers(SimProcess process) {
        return !down && network.connects(process.name(), PLACE);
    }

    void add(FakeConsumer consumer) {
        consumers.add(consumer);
    }

    void remove(FakeConsumer consumer) {
        consumers.remove(consumer);
    }

    /** A process was killed: its consumers hear nothing more. */
    public void clientDied(SimProcess process) {
        consumers.removeIf(consumer -> consumer.isOf(process));
    }

    /** A record arrives. The watermark follows when replicas have it. */
    void append(FakeTopic topic, ProducerRecord<byte[], byte[]> record, Runnable acknowledged, Runnable failed) {
        FakeTopic.Entry entry = new FakeTopic.Entry(record, failed);
        topic.log.add(entry);
        long offset = topic.end() - 1;
        world.after(world.oneIn(15) ? world.between(0, 400_000_000L) : world.between(0, 400_000), () -> {
            if (topic.has(offset, entry)) {
                topic.watermark = Math.max(topic.watermark, offset + 1);
                acknowledged.run();
                wakeConsumers();
            }
        });
    }

    private void wakeConsumers() {
        for (FakeConsumer consumer : List.copyOf(consumers)) {
            consumer.mayHaveRecords();
        }
    }

    boolean strikes(Fault fault, String actor, int oneIn, Object... parts) {
        if (calm || !world.oneIn(oneIn)) {
            return false;
        }
        world.injected(fault, actor, parts);
        return true;
    }

    // ---- faults

    public void calmDown() {
        calm = true;
        down = false;
        wakeConsumers();
    }

    public void answer(boolean does) {
        down = !does;
        if (does) {
            wakeConsumers();
        }
    }

    private FakeTopic anyTopic() {
        return topics.isEmpty() ? new FakeTopic("none") : world.pick(List.copyOf(topics.values()));
    }

    /** Records above the watermark are gone; their producers are told. */
    public void changeLeader() {
        FakeTopic topic = topics.values().stream()
                .filter(t -> t.end() > t.watermark)
                .findFirst()
                .orElseGet(this::anyTopic);
        world.injected(Fault.LEADER_CHANGE, PLACE, topic.name, "records cut off:", topic.end() - topic.watermark);
        topic.cut(topic.watermark).forEach(entry -> entry.failed().run());
    }

    public void loseAcknowledged() {
        FakeTopic topic = anyTopic();
        long kept = world.between(topic.start, topic.end() + 1);
        world.injected(Fault.STREAM_LOSS, PLACE, topic.name, "ended at", topic.end(), "ends at", kept);
        cut(topic, kept);
    }

    /** Some clients of Kafka notice by the leader's epoch that they are beyond the end; those of older brokers don't. */
    private void cut(FakeTopic topic, long end) {
        boolean noticed = world.oneIn(2);
        topic.cut(end).forEach(entry -> entry.failed().run());
        if (noticed) {
            for (FakeConsumer consumer : consumers) {
                consumer.wasCut(topic, end);
            }
        }
        wakeConsumers();
    }

    public void wipe() {
        FakeTopic topic = anyTopic();
        world.injected(Fault.STREAM_WIPED, PLACE, topic.name);
        topic.cut(topic.start).forEach(entry -> entry.failed().run());
        topic.start = 0;
        topic.watermark = 0;
        topics.remove(topic.name);
        wakeConsumers();
    }

    public void expire() {
        FakeTopic topic = anyTopic();
        long begins = world.between(topic.start, topic.watermark + 1);
        world.injected(Fault.STREAM_RETENTION, PLACE, topic.name, "begins at", begins, "ends at", topic.end());
        topic.forget(begins);
    }
}
