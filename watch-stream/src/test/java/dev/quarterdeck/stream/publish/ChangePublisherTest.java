package dev.quarterdeck.stream.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import dev.quarterdeck.stream.topic.RecordFormat;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Step by step, on a clock of its own. */
class ChangePublisherTest {
    private static final StoredResource PODS = new StoredResource("", "pods");

    private final RecentChanges recent = new RecentChanges();
    private final List<Change> committed = new ArrayList<>();
    /** One for each term. */
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();

    private RuntimeException trouble;
    private long now;

    private final ChangePublisher publisher = new ChangePublisher(
            new StreamClients(new StreamSettings("test", "nowhere:1", Map.of())) {
                @Override
                public void ensureTopics(Set<String> topics) {
                    if (trouble != null) {
                        throw trouble;
                    }
                }

                @Override
                public Consumer<byte[], byte[]> consumer(String client) {
                    return new MockConsumer<>("none");
                }

                @Override
                public Producer<byte[], byte[]> producer() {
                    producers.add(new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()));
                    return producers.getLast();
                }
            },
            new FakeLog(),
            recent,
            Set.of(),
            PublishSettings.DEFAULT,
            () -> now);

    private final class FakeLog implements ChangeLog {
        @Override
        public Heads heads() {
            return new Heads(committed.size(), Map.of(), Map.of(), 0);
        }

        @Override
        public List<Change> read(long after, int limit) {
            return committed.stream().filter(c -> c.revision() > after).toList();
        }

        @Override
        public List<Change> read(StoredResource resource, long after, int limit) {
            return read(after, limit);
        }

        @Override
        public void published(long revision) {}
    }

    private Change commit(long revision) {
        byte[] json = "{\"kind\":\"Pod\"}".getBytes(StandardCharsets.UTF_8);
        Change change = new Change(PODS, new ObjectKey("a", "x"), revision, ChangeType.MODIFIED, json);
        committed.add(change);
        return change;
    }

    private List<String> sent() {
        return producers.stream()
                .flatMap(p -> p.history().stream())
                .map(r ->
                        new String(r.headers().lastHeader(RecordFormat.REVISION).value(), StandardCharsets.US_ASCII))
                .toList();
    }

    @Test
    void publishesWhatThisProcessCommitsAtOnceAndWhatOthersCommitWithinASecond() {
        assertThat(publisher.step()).as("a term begins").isZero();
        assertThat(publisher.step()).as("then there is nothing to do").isPositive();
        recent.committed(List.of(commit(1)));
        assertThat(publisher.step()).isZero();
        assertThat(sent()).containsExactly("1");
        commit(2);
        long pause = publisher.step();
        assertThat(pause).isPositive();
        now += pause;
        publisher.step();
        assertThat(sent()).containsExactly("1", "2");
    }

    @Test
    void anUnforeseenFailureEndsTheTermAndNotThePublisher() {
        trouble = new NullPointerException("nobody foresaw this");
        assertThat(publisher.step()).isPositive();
        trouble = null;
        assertThat(publisher.step()).as("another term begins").isZero();
        recent.committed(List.of(commit(1)));
        publisher.step();
        assertThat(sent()).containsExactly("1");
    }

    @Test
    void keepsNothingOfAPublisherThatHasEnded() {
        publisher.step();
        publisher.end();
        publisher.end();
        recent.committed(List.of(commit(1)));
        assertThat(recent.after(0, 10)).isEmpty();
        assertThat(publisher.step()).as("a new term listens again").isZero();
        recent.committed(List.of(commit(2)));
        publisher.step();
        assertThat(sent()).containsExactly("2");
    }
}
