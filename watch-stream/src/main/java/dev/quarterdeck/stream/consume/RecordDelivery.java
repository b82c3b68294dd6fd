package dev.quarterdeck.stream.consume;

import dev.quarterdeck.stream.consume.FollowedTopic.Stage;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.topic.RecordFormat;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies records to the caches they are for. Where they show that a cache has missed something, or has seen what was undone, it is filled anew. */
final class RecordDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(RecordDelivery.class);

    private final FollowedTopics topics;
    private final RecordFormat format;

    RecordDelivery(FollowedTopics topics, RecordFormat format) {
        this.topics = topics;
        this.format = format;
    }

    void deliver(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            FollowedTopic topic = topics.get(partition);
            if (topic != null && topic.stage == Stage.FOLLOWING) {
                List<Change> changes = changes(topic, records.records(partition));
                if (!changes.isEmpty()) {
                    topic.cache.apply(changes);
                }
            }
        }
    }

    /** Those that the cache has not seen, up to where it can't go on. */
    private List<Change> changes(FollowedTopic topic, List<ConsumerRecord<byte[], byte[]>> records) {
        long seen = topic.cache.view().revision();
        List<Change> changes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            topic.offset = record.offset() + 1;
            if (RecordFormat.revision(record) <= seen) {
                continue;
            }
            if (RecordFormat.isRestored(record)) {
                LOG.info("The store was restored; {} is filled anew", topic.cache.resource());
                topics.startAgain(topic);
                return List.of();
            }
            if (RecordFormat.previous(record) > seen) {
                LOG.warn(
                        "{} misses the changes from revision {} to {}; it is filled anew",
                        topic.cache.resource(),
                        seen,
                        RecordFormat.previous(record));
                topics.startAgain(topic);
                return changes;
            }
            Change change = format.decode(topic.cache.resource(), record);
            if (change != null) {
                changes.add(change);
                seen = change.revision();
            }
        }
        return changes;
    }
}
