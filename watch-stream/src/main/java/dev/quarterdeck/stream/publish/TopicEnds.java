package dev.quarterdeck.stream.publish;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import dev.quarterdeck.stream.topic.RecordFormat;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
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

    static TopicEnds read(
            StreamClients clients, TopicNames names, Set<StoredResource> resources, LongSupplier nanoTime) {
        Map<TopicPartition, StoredResource> partitions = new HashMap<>();
        resources.forEach(r -> partitions.put(new TopicPartition(names.of(r), 0), r));
        Map<StoredResource, End> ends = new HashMap<>();
        RecordFormat format = new RecordFormat(names);
        try (Consumer<byte[], byte[]> consumer = clients.consumer("quarterdeck-publisher-ends")) {
            List<TopicPartition> all = List.copyOf(partitions.keySet());
            Map<TopicPartition, Long> first = consumer.beginningOffsets(all, LIMIT);
            Map<TopicPartition, Long> last = consumer.endOffsets(all, LIMIT);
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
            long giveUp = nanoTime.getAsLong() + LIMIT.toNanos();
            while (!open.isEmpty()) {
                if (nanoTime.getAsLong() - giveUp > 0) {
                    throw new KafkaException("the ends of " + open + " can't be read");
                }
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
