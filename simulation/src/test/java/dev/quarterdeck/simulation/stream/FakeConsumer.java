package dev.quarterdeck.simulation.stream;

import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.SimThread;
import dev.quarterdeck.simulation.world.World;
import dev.quarterdeck.stream.testing.FakeFetchCount;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Assigned by hand; sees what is below the watermark; says so where its offset is gone. */
final class FakeConsumer {
    private final FakeKafka kafka;
    private final World world;
    private final SimProcess process;
    private final Map<String, Long> positions = new TreeMap<>();
    private final Map<TopicPartition, Long> cut = new HashMap<>();
    private @Nullable SimThread waiting;
    private boolean woken;
    private final FakeFetchCount fetches = new FakeFetchCount();

    FakeConsumer(FakeKafka kafka, SimProcess process) {
        this.kafka = kafka;
        this.world = kafka.world();
        this.process = process;
        kafka.add(this);
    }

    @SuppressWarnings("unchecked")
    Consumer<byte[], byte[]> client() {
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                FakeConsumer.class.getClassLoader(),
                new Class<?>[] {Consumer.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "listTopics" -> listTopics();
                    case "endOffsets" -> offsets((Collection<TopicPartition>) args[0], true);
                    case "beginningOffsets" -> offsets((Collection<TopicPartition>) args[0], false);
                    case "assign" -> assign((Collection<TopicPartition>) args[0]);
                    case "assignment" -> assignment();
                    case "position" -> positions.get(((TopicPartition) args[0]).topic());
                    case "seek" -> positions.put(((TopicPartition) args[0]).topic(), (Long) args[1]);
                    case "seekToBeginning" -> seekToBeginning((Collection<TopicPartition>) args[0]);
                    case "poll" -> poll((Duration) args[0]);
                    case "metrics" -> fetches.asMetrics();
                    case "wakeup" -> wakeup();
                    case "close" -> close();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private void roundTrip() {
        takeWakeup();
        world.sleep(kafka.network().latency() + kafka.network().latency());
        if (!kafka.answers(process)) {
            world.sleep(5_000_000_000L);
            throw new TimeoutException("Kafka does not answer");
        }
    }

    private void takeWakeup() {
        if (woken) {
            woken = false;
            throw new WakeupException();
        }
    }

    private Map<String, List<Object>> listTopics() {
        roundTrip();
        Map<String, List<Object>> found = new TreeMap<>();
        kafka.topics.keySet().forEach(t -> found.put(t, List.of()));
        return found;
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, boolean end) {
        roundTrip();
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            FakeTopic topic = kafka.topics.get(partition.topic());
            if (topic == null) {
                throw new TimeoutException("unknown topic " + partition);
            }
            offsets.put(partition, end ? Math.max(topic.start, topic.watermark) : topic.start);
        }
        return offsets;
    }

    private @Nullable Object assign(Collection<TopicPartition> partitions) {
        Map<String, Long> kept = new TreeMap<>();
        for (TopicPartition partition : partitions) {
            kept.put(partition.topic(), positions.getOrDefault(partition.topic(), -1L));
        }
        positions.clear();
        positions.putAll(kept);
        return null;
    }

    private Set<TopicPartition> assignment() {
        Set<TopicPartition> assigned = new java.util.HashSet<>();
        positions.keySet().forEach(t -> assigned.add(new TopicPartition(t, 0)));
        return assigned;
    }

    private @Nullable Object seekToBeginning(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            FakeTopic topic = kafka.topics.get(partition.topic());
            positions.put(partition.topic(), topic == null ? 0 : topic.start);
        }
        return null;
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration limit) {
        long until = world.now() + limit.toNanos();
        takeWakeup();
        while (true) {
            if (kafka.answers(process)) {
                Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = fetch();
                if (!found.isEmpty()) {
                    world.sleep(kafka.network().latency());
                    takeWakeupLater(found);
                    return new ConsumerRecords<>(found, Map.of());
                }
            }
            if (world.now() >= until) {
                return new ConsumerRecords<>(Map.of(), Map.of());
            }
            waiting = SimThread.current(world);
            waiting.park(until - world.now());
            waiting = null;
            takeWakeup();
        }
    }

    /** A wakeup that comes with records is for the next call, as positions have moved. */
    private void takeWakeupLater(Map<?, ?> found) {
        if (found.isEmpty()) {
            takeWakeup();
        }
    }

    private Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> fetch() {
        Map<TopicPartition, Long> gone = new HashMap<>(cut);
        gone.keySet().removeIf(p -> !positions.containsKey(p.topic()));
        cut.clear();
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new LinkedHashMap<>();
        for (Map.Entry<String, Long> entry : positions.entrySet()) {
            FakeTopic topic = kafka.topics.get(entry.getKey());
            long position = entry.getValue();
            if (topic == null) {
                // brokers say so at once, and are asked again at once
                fetches.add(100);
                continue;
            }
            TopicPartition partition = new TopicPartition(topic.name, 0);
            if (position < topic.start || position > topic.end()) {
                gone.put(partition, position);
            } else if (position < topic.watermark && gone.isEmpty()) {
                long upTo = Math.min(topic.watermark, position + 1 + world.chance(20));
                found.put(partition, records(topic, position, upTo));
            }
        }
        if (!gone.isEmpty()) {
            throw new OffsetOutOfRangeException(gone);
        }
        found.forEach((p, records) -> positions.put(p.topic(), records.getLast().offset() + 1));
        return found;
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(FakeTopic topic, long from, long upTo) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long offset = from; offset < upTo; offset++) {
            var sent = topic.at(offset).record();
            records.add(new ConsumerRecord<>(
                    topic.name,
                    0,
                    offset,
                    0L,
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    sent.key(),
                    sent.value(),
                    sent.headers(),
                    Optional.empty()));
        }
        return records;
    }

    boolean isOf(SimProcess candidate) {
        return process == candidate;
    }

    void mayHaveRecords() {
        SimThread thread = waiting;
        if (thread != null) {
            thread.unpark();
        }
    }

    void wasCut(FakeTopic topic, long end) {
        Long position = positions.get(topic.name);
        if (position != null && position > end) {
            cut.put(new TopicPartition(topic.name, 0), position);
        }
    }

    private @Nullable Object wakeup() {
        woken = true;
        mayHaveRecords();
        return null;
    }

    private @Nullable Object close() {
        kafka.remove(this);
        return null;
    }
}
