package dev.quarterdeck.stream.publish;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import dev.quarterdeck.stream.topic.RecordFormat;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the end of each topic.
 *
 * @param revision of the last record; 0 where there is none
 * @param emptied records have been there, and were removed by retention
 * @param unfinished a deletion that its tombstone does not follow yet
 */
record TopicEnds(Map<StoredResource, End> ends) {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    record End(long revision, boolean emptied, @Nullable Change unfinished) {}

    /** Resources that have a topic, whoever made it. */
    static Set<StoredResource> resources(StreamClients clients, TopicNames names) {
        try (Consumer<byte[], byte[]> consumer = clients.consumer("quarterdeck-publisher-topics")) {
            return consumer.listTopics(LIMIT).keySet().stream()
                    .filter(names::isOne)
                    .map(names::resourceOf)
                    .collect(Collectors.toSet());
        }
    }

    /**
     * Waits for leaders of topics that are new.
     *
     * @param resources whose topics are there
     * @param others whose topics may be there
     */
    static TopicEnds read(
            StreamClients clients,
            TopicNames names,
            Set<StoredResource> resources,
            Set<StoredResource> others,
            LongSupplier nanoTime) {
        Map<TopicPartition, StoredResource> partitions = new HashMap<>();
        Map<StoredResource, End> ends = new HashMap<>();
        RecordFormat format = new RecordFormat(names);
        try (Consumer<byte[], byte[]> consumer = clients.consumer("quarterdeck-publisher-ends")) {
            Set<StoredResource> every = new HashSet<>(resources);
            Set<String> present =
                    others.isEmpty() ? Set.of() : consumer.listTopics(LIMIT).keySet();
            others.stream().filter(r -> present.contains(names.of(r))).forEach(every::add);
            every.forEach(r -> partitions.put(new TopicPartition(names.of(r), 0), r));
            List<TopicPartition> all = List.copyOf(partitions.keySet());
            Patience patience = new Patience(clients, all, nanoTime);
            Map<TopicPartition, Long> last = patience.ask(limit -> consumer.endOffsets(all, limit));
            List<TopicPartition> begun =
                    all.stream().filter(p -> last.getOrDefault(p, 0L) > 0).toList();
            Map<TopicPartition, Long> first =
                    begun.isEmpty() ? Map.of() : patience.ask(limit -> consumer.beginningOffsets(begun, limit));
            List<TopicPartition> filled = new ArrayList<>();
            for (TopicPartition partition : all) {
                long end = last.getOrDefault(partition, 0L);
                if (end > first.getOrDefault(partition, 0L)) {
                    filled.add(partition);
                } else {
                    ends.put(partitions.get(partition), new End(0, end > 0, null));
                }
            }
            consumer.assign(filled);
            filled.forEach(p -> consumer.seek(p, last.getOrDefault(p, 1L) - 1));
            Set<TopicPartition> open = new HashSet<>(filled);
            while (!open.isEmpty()) {
                patience.check("the ends of " + open);
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                    StoredResource resource = partitions.get(partition);
                    if (resource != null) {
                        ends.put(resource, end(format, resource, record));
                        open.remove(partition);
                    }
                }
            }
        }
        return new TopicEnds(ends);
    }

    /** Kafka's client would wait for topics that were lost meanwhile as long as it may. */
    private static final class Patience {
        /** Those of cold brokers whose topics are new come within two seconds. */
        private static final long LOOK_NANOS = 2_000_000_000L;

        private static final long MOST_NANOS = 8_000_000_000L;

        private final StreamClients clients;
        private final Set<String> topics;
        private final LongSupplier nanoTime;
        private final long giveUp;
        private long nextLook;

        Patience(StreamClients clients, Collection<TopicPartition> partitions, LongSupplier nanoTime) {
            this.clients = clients;
            this.topics = partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
            this.nanoTime = nanoTime;
            long now = nanoTime.getAsLong();
            this.giveUp = now + LIMIT.toNanos();
            this.nextLook = now + LOOK_NANOS;
        }

        /** @param question with ever more time: the first answers of cold brokers take theirs */
        <T> T ask(Function<Duration, T> question) {
            for (long limit = LOOK_NANOS; ; limit = Math.min(MOST_NANOS, 2 * limit)) {
                try {
                    return question.apply(Duration.ofNanos(limit));
                } catch (TimeoutException e) {
                    check(e.toString());
                }
            }
        }

        void check(String what) {
            long now = nanoTime.getAsLong();
            if (now - giveUp > 0) {
                throw new KafkaException("no answer: " + what);
            }
            if (now - nextLook >= 0) {
                nextLook = now + LOOK_NANOS;
                if (clients.look(topics) == StreamClients.Look.GONE) {
                    throw new KafkaException("topics went: " + what);
                }
            }
        }
    }

    /** Refuses topics that hold what the store never committed, or has lost: publishing on would make consumers drop new changes as old ones. */
    void check(ChangeLog.Heads heads) {
        ends.forEach((resource, end) -> {
            if (end.revision() > heads.revision()) {
                throw new IllegalStateException(
                        "the topic of " + resource + " ends at revision " + end.revision()
                                + ", but the store is at " + heads.revision()
                                + ": the store was restored to an earlier state and not fenced (./quarterdeck fence), or the topics belong to another cluster; see docs/backup.md");
            }
        });
    }

    private static End end(RecordFormat format, StoredResource resource, ConsumerRecord<byte[], byte[]> record) {
        Change change = format.decode(resource, record);
        return new End(
                Math.max(0, RecordFormat.revision(record)),
                false,
                change != null && change.type() == ChangeType.DELETED ? change : null);
    }
}
