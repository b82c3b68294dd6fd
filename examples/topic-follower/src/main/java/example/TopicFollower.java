package example;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import tools.jackson.databind.JsonNode;

/**
 * Keeps what {@code kubectl get RESOURCE -A} would show, from one LIST and then the resource's topic alone. All that a reader of topics has to know is in
 * {@link #start} and {@link #take}.
 *
 * <p>The consumer must have {@code auto.offset.reset=none} and no group. Not thread-safe.
 */
public final class TopicFollower {
    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Callable<Listing> list;
    private SortedMap<String, JsonNode> objects = new TreeMap<>();
    private long revision;
    private int starts;

    public TopicFollower(Consumer<byte[], byte[]> consumer, String topic, Callable<Listing> list) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
        this.list = list;
    }

    /** The end of the topic first, then the LIST: every change that the LIST does not show comes at or after that end. */
    public void start() throws IOException {
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        Listing listing = list();
        objects = new TreeMap<>(listing.objects());
        revision = listing.revision();
        consumer.assign(List.of(partition));
        consumer.seek(partition, end);
        starts++;
    }

    private Listing list() throws IOException {
        try {
            return list.call();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** Waits for records and takes them; calls {@code onChange} after each that changed something. */
    public void poll(Duration limit, Runnable onChange) throws IOException {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(limit).records(partition)) {
                if (!take(record, onChange)) {
                    start();
                    return;
                }
            }
        } catch (InvalidOffsetException e) {
            start(); // the records were deleted before we read them
        }
    }

    /** False where the objects must be listed anew. */
    private boolean take(ConsumerRecord<byte[], byte[]> record, Runnable onChange) {
        long at = number(record, "revision");
        if (at <= revision) {
            return true; // seen: delivery is at least once
        }
        if (number(record, "previous") > revision) {
            return false; // something is missing, or the cluster was restored to an earlier state
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (text(record, "type").equals("DELETED")) {
            objects.remove(key);
        } else {
            objects.put(key, Listing.comparable(Listing.parse(record.value())));
        }
        revision = at;
        onChange.run();
        return true;
    }

    /** The state is that of this resourceVersion. */
    public long revision() {
        return revision;
    }

    /** By {@code namespace/name}. */
    public SortedMap<String, JsonNode> objects() {
        return Collections.unmodifiableSortedMap(objects);
    }

    /** How often it listed: once, and whenever the topic could not tell it something. */
    public int starts() {
        return starts;
    }

    private static long number(ConsumerRecord<byte[], byte[]> record, String header) {
        return Long.parseLong(text(record, header));
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "0" : new String(header.value(), StandardCharsets.US_ASCII);
    }
}
