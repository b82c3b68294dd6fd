package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every rule of the contract that a reader of topics has to keep, with records made by hand. */
class TopicFollowerTest {
    private static final TopicPartition PODS = new TopicPartition("quarterdeck.core.pods", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final Deque<Listing> lists = new ArrayDeque<>();
    private final TopicFollower follower = new TopicFollower(consumer, PODS.topic(), lists::remove);
    private long offset = 7;

    private static Listing list(long revision, String... names) {
        TreeMap<String, JsonNode> objects = new TreeMap<>();
        Arrays.stream(names).forEach(n -> objects.put("a/" + n, Listing.parse("{}".getBytes(StandardCharsets.UTF_8))));
        return new Listing(revision, objects);
    }

    private void start(Listing list) throws IOException {
        consumer.updateEndOffsets(Map.of(PODS, offset));
        lists.add(list);
        follower.start();
    }

    private void record(String type, String key, long revision, long previous) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("type", type.getBytes(StandardCharsets.UTF_8));
        headers.add("revision", Long.toString(revision).getBytes(StandardCharsets.UTF_8));
        headers.add("previous", Long.toString(previous).getBytes(StandardCharsets.UTF_8));
        consumer.addRecord(new ConsumerRecord<>(
                PODS.topic(),
                0,
                offset++,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                key == null ? null : "{\"kind\":\"Pod\"}".getBytes(StandardCharsets.UTF_8),
                headers,
                Optional.empty()));
        consumer.updateEndOffsets(Map.of(PODS, offset));
    }

    private void poll() throws IOException {
        follower.poll(Duration.ZERO, () -> {});
    }

    @Test
    void itAddsAndRemoves() throws IOException {
        start(list(10, "x"));
        record("ADDED", "a/y", 12, 9);
        record("DELETED", "a/x", 13, 12);
        poll();
        assertThat(follower.objects()).containsOnlyKeys("a/y");
        assertThat(follower.revision()).isEqualTo(13);
        assertThat(follower.starts()).isEqualTo(1);
    }

    @Test
    void whatItHasSeenIsDropped() throws IOException {
        start(list(10, "x"));
        record("DELETED", "a/x", 8, 7);
        record("ADDED", "a/y", 12, 8);
        record("DELETED", "a/x", 8, 7);
        record("ADDED", "a/y", 12, 8);
        poll();
        assertThat(follower.objects()).containsOnlyKeys("a/x", "a/y");
    }

    @Test
    void aGapMakesItListAgain() throws IOException {
        start(list(10, "x"));
        lists.add(list(20, "z"));
        record("ADDED", "a/y", 15, 14);
        poll();
        assertThat(follower.objects()).containsOnlyKeys("a/z");
        assertThat(follower.revision()).isEqualTo(20);
        assertThat(follower.starts()).isEqualTo(2);
    }

    @Test
    void aRestoreMakesItListAgainAndForgetWhatIsUndone() throws IOException {
        start(list(10, "kept", "lost"));
        lists.add(list(1_000_000, "kept"));
        record("RESTORED", null, 1_000_000, 1_000_000);
        poll();
        assertThat(follower.objects()).containsOnlyKeys("a/kept");
        record("RESTORED", null, 1_000_000, 1_000_000);
        record("ADDED", "a/next", 1_000_001, 1_000_000);
        poll();
        assertThat(follower.objects()).containsOnlyKeys("a/kept", "a/next");
        assertThat(follower.starts()).isEqualTo(2);
        assertThat(List.copyOf(lists)).isEmpty();
    }
}
