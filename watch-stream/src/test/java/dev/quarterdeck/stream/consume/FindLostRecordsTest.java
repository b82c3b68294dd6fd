package dev.quarterdeck.stream.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import dev.quarterdeck.stream.testing.FakeFetchCount;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A topic lost its last records, and others took their offsets: no gap shows, and nothing more comes. */
class FindLostRecordsTest {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final TopicPartition TOPIC = new TopicPartition("test.core.pods", 0);

    private boolean gone;
    private final FakeFetchCount fetches = new FakeFetchCount();
    private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("none") {
        @Override
        public Map<MetricName, ? extends Metric> metrics() {
            return fetches.asMetrics();
        }

        @Override
        public Map<String, List<PartitionInfo>> listTopics(Duration timeout) {
            return gone ? Map.of() : super.listTopics(timeout);
        }
    };
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private long newest = 3;
    private long now;

    private final SnapshotSource store = new SnapshotSource() {
        @Override
        public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
            byte[] json = "{\"metadata\":{\"name\":\"x\"}}".getBytes(StandardCharsets.UTF_8);
            return CompletableFuture.completedFuture(new Snapshot(
                    newest, List.of(new Change(PODS, new ObjectKey("a", "x"), newest, ChangeType.ADDED, json))));
        }

        @Override
        public CompletableFuture<Progress> progressOf(StoredResource resource) {
            return CompletableFuture.completedFuture(new Progress(newest, newest));
        }
    };

    private final CacheFeed feed = new CacheFeed(
            new StreamClients(new StreamSettings("test", "nowhere:1", Map.of())) {
                @Override
                public Consumer<byte[], byte[]> consumer(String client) {
                    return kafka;
                }
            },
            store,
            SelectableFieldsExtractor.METADATA_ONLY,
            CacheSettings.DEFAULT,
            tasks::add,
            () -> now);

    private void step() {
        feed.step();
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private ReplicatedResourceCache followed() {
        kafka.updatePartitions(TOPIC.topic(), List.of(new PartitionInfo(TOPIC.topic(), 0, Node.noNode(), null, null)));
        kafka.updateBeginningOffsets(Map.of(TOPIC, 0L));
        kafka.updateEndOffsets(Map.of(TOPIC, 7L));
        ReplicatedResourceCache cache = feed.cache(PODS);
        for (int i = 0; i < 5; i++) {
            step();
        }
        assertThat(kafka.assignment()).containsExactly(TOPIC);
        assertThat(cache.view().revision()).isEqualTo(3);
        return cache;
    }

    private void minutes(int count) {
        for (int i = 0; i < count * 60_000 / CacheFeed.TICK_MILLIS; i++) {
            now += CacheFeed.TICK_MILLIS * 1_000_000;
            feed.tick();
            if (i % 20 == 0) {
                step();
            }
        }
    }

    @Test
    void aCacheThatStaysBehindADryTopicIsFilledAnew() {
        ReplicatedResourceCache cache = followed();
        newest = 5;
        minutes(2);
        assertThat(cache.view().revision()).isEqualTo(5);
    }

    @Test
    void aCacheThatHasRecordsToReadIsLeftAlone() {
        ReplicatedResourceCache cache = followed();
        newest = 5;
        kafka.updateEndOffsets(Map.of(TOPIC, 9L));
        minutes(2);
        assertThat(cache.view().revision()).isEqualTo(3);
    }

    private void halfASecondWith(int more) {
        now += 500_000_000;
        fetches.add(more);
        step();
    }

    @Test
    void aTopicThatIsGoneIsNotAskedForUntilItIsThereAgain() {
        followed();
        gone = true;
        halfASecondWith(200);
        step();
        assertThat(kafka.assignment()).isEmpty();
        now += 500_000_000;
        gone = false;
        step();
        assertThat(kafka.assignment()).containsExactly(TOPIC);
        assertThat(kafka.position(TOPIC)).as("reading goes on where it was").isEqualTo(7);
    }

    @Test
    void aTopicThatCameBackShorterIsReadFromItsBeginning() {
        followed();
        gone = true;
        halfASecondWith(200);
        step();
        now += 500_000_000;
        gone = false;
        kafka.updateEndOffsets(Map.of(TOPIC, 2L));
        step();
        assertThat(kafka.assignment()).containsExactly(TOPIC);
        assertThat(kafka.position(TOPIC)).isZero();
    }

    @Test
    void whereOffsetsAreGoneReadingGoesOnFromWhatIsLeft() {
        followed();
        kafka.updateBeginningOffsets(Map.of(TOPIC, 9L));
        kafka.updateEndOffsets(Map.of(TOPIC, 12L));
        kafka.setPollException(new OffsetOutOfRangeException(Map.of(TOPIC, 7L)));
        step();
        step();
        assertThat(kafka.assignment()).containsExactly(TOPIC);
        assertThat(kafka.position(TOPIC)).isEqualTo(9);
    }

    @Test
    void whereOneTopicHasLostItsOffsetTheOthersAreLookedAtToo() {
        followed();
        kafka.updateEndOffsets(Map.of(TOPIC, 2L));
        TopicPartition another = new TopicPartition("test.core.nodes", 0);
        kafka.setPollException(new OffsetOutOfRangeException(Map.of(another, 7L)));
        step();
        step();
        assertThat(kafka.assignment()).containsExactly(TOPIC);
        assertThat(kafka.position(TOPIC)).isZero();
    }

    @Test
    void whoIsAskedInVainOnlyNowAndThenIsAskedOn() {
        followed();
        gone = true;
        halfASecondWith(20);
        step();
        assertThat(kafka.assignment()).containsExactly(TOPIC);
    }

    @Test
    void whatIsBackBeforeItWasLeftIsReadOn() {
        followed();
        gone = true;
        halfASecondWith(200);
        gone = false;
        now += 500_000_000;
        step();
        assertThat(kafka.assignment()).containsExactly(TOPIC);
        newest = 5;
        minutes(2);
        assertThat(feed.cache(PODS).view().revision())
                .as("a dry topic is noticed of those that are followed")
                .isEqualTo(5);
    }
}
