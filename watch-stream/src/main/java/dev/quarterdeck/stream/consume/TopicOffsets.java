package dev.quarterdeck.stream.consume;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What Kafka says of topics: which there are, where they begin and end. Each question is one or two requests for all topics together, and throws a
 * {@link org.apache.kafka.common.KafkaException} where nobody answers in time.
 */
final class TopicOffsets {
    private static final Duration ASK = Duration.ofSeconds(5);
    /** Topics that were just made have no leaders yet. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

    private final Consumer<?, ?> consumer;

    TopicOffsets(Consumer<?, ?> consumer) {
        this.consumer = consumer;
    }

    Set<String> present() {
        return consumer.listTopics(ASK).keySet();
    }

    /** Where those end that there are. */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> asked) {
        Set<String> present = present();
        Set<TopicPartition> existing =
                asked.stream().filter(p -> present.contains(p.topic())).collect(Collectors.toSet());
        return existing.isEmpty() ? Map.of() : Map.copyOf(consumer.endOffsets(existing, ASK));
    }

    /** Where one that is followed is read on. */
    long position(TopicPartition partition) {
        return consumer.position(partition, ASK);
    }

    /** Sets where to read on in topics that may have been made anew. One that ends before what was read of it is another: it is read from its beginning. */
    void lookAgain(List<FollowedTopic> doubted) {
        if (doubted.isEmpty()) {
            return;
        }
        List<TopicPartition> partitions = doubted.stream().map(t -> t.partition).toList();
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, ASK_AGAIN);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ASK_AGAIN);
        for (FollowedTopic topic : doubted) {
            long begin = begins.getOrDefault(topic.partition, 0L);
            boolean another = ends.getOrDefault(topic.partition, 0L) < topic.offset;
            topic.offset = another ? begin : Math.max(begin, topic.offset);
            topic.doubted = false;
        }
    }
}
