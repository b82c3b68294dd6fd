package dev.quarterdeck.stream.consume;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.consume.FollowedTopic.Stage;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.topic.RecordFormat;
import dev.quarterdeck.stream.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds all caches of a process. A cache starts with the end of its topic, then a snapshot, then the topic from that end: a change above
 * the snapshot was committed after it was taken, so it is published at or after that end. A record that names a change before it which the cache has not seen
 * means that records are missing: the cache is filled anew, and its subscribers are told. Where an offset is gone (retention, a topic made anew), reading goes
 * on from what the topic has, and the same check decides. A cache that stays behind the store although its topic has nothing more ({@link #refillIfDry}) is
 * filled anew too: records were lost, and no later one shows it.
 * Likewise at a record that tells of a restore: what the cache has seen may be undone.
 *
 * <p>Has no thread and no clock: one thread at a time calls {@link #step}. {@link #renew} may be called by others, too.
 */
final class TopicConsumer implements CacheSupply {
    private static final Logger LOG = LoggerFactory.getLogger(TopicConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ASK = Duration.ofSeconds(5);
    /** Topics that were just made have no leaders yet. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

    private static final long TOPIC_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final SnapshotSource source;
    private final TopicNames names;
    private final RecordFormat format;
    private final Executor executor;
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Map<TopicPartition, FollowedTopic> topics = new HashMap<>();
    /** Those that are not followed, or not any more: what a step does must not grow with the topics that are at rest. */
    private final Set<FollowedTopic> unsettled = new LinkedHashSet<>();

    /** Whether the topics that are followed are not those that are assigned. */
    private boolean reassign;

    /** Topics whose caches stay behind the store. */
    private final Set<TopicPartition> suspects = ConcurrentHashMap.newKeySet();

    private volatile Consumer<byte[], byte[]> consumer;
    private FruitlessFetches fruitless;
    private final LongSupplier nanoTime;

    /**
     * @param executor takes snapshots in, off the consumer thread
     * @param nanoTime a monotonic clock
     */
    TopicConsumer(
            Consumer<byte[], byte[]> consumer,
            SnapshotSource source,
            TopicNames names,
            Executor executor,
            LongSupplier nanoTime) {
        this.consumer = consumer;
        this.source = source;
        this.names = names;
        this.format = new RecordFormat(names);
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.fruitless = new FruitlessFetches(consumer, nanoTime);
    }

    @Override
    public void follow(ReplicatedResourceCache cache) {
        FollowedTopic topic = new FollowedTopic(cache, partition(cache.resource()));
        command(() -> {
            topic.retryAtNanos = nanoTime.getAsLong();
            FollowedTopic before = topics.put(topic.partition, topic);
            if (before != null) {
                unsettled.remove(before);
            }
            unsettled.add(topic);
        });
    }

    private TopicPartition partition(StoredResource resource) {
        return new TopicPartition(names.of(resource), 0);
    }

    @Override
    public void forget(StoredResource resource) {
        TopicPartition partition = partition(resource);
        command(() -> {
            FollowedTopic gone = topics.remove(partition);
            if (gone != null) {
                unsettled.remove(gone);
                reassign = true;
            }
        });
    }

    /** Records come by themselves. */
    @Override
    public void behind(StoredResource resource) {}

    /** For a cache that stays behind the store: fills it anew, unless there are records still to be read, or nobody can say. */
    @Override
    public void refillIfDry(StoredResource resource) {
        suspects.add(partition(resource));
        wakeup();
    }

    @Override
    public void refill(StoredResource resource) {
        TopicPartition partition = partition(resource);
        command(() -> {
            FollowedTopic topic = topics.get(partition);
            if (topic != null && topic.stage == Stage.FILLING) {
                topic.outdated = true;
            } else if (topic != null) {
                startAgain(topic);
            }
        });
    }

    /** Reading goes on where it is with a client that knows nothing of the past. */
    void renew(Consumer<byte[], byte[]> fresh) {
        command(() -> {
            Consumer<byte[], byte[]> old = consumer;
            for (FollowedTopic topic : topics.values()) {
                if (topic.stage == Stage.FOLLOWING) {
                    leave(topic);
                }
            }
            consumer = fresh;
            fruitless = new FruitlessFetches(fresh, nanoTime);
            old.close(CloseOptions.timeout(Duration.ZERO));
        });
    }

    private void command(Runnable command) {
        commands.add(command);
        wakeup();
    }

    @Override
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public boolean hasCommands() {
        return !commands.isEmpty();
    }

    /**
     * Does what was commanded, brings topics that are not followed one stage on, then polls once and applies what came. Returns for how many nanoseconds there
     * is nothing to do, unless a command comes; 0 where a poll has waited already.
     */
    @Override
    public long step() {
        try {
            for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
                command.run();
            }
            refillDry();
            learnEnds();
            assign();
            if (topics.size() == unsettled.size()) {
                return TOPIC_RETRY_NANOS;
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(pollTime());
            deliver(records);
            if (fruitless.seen(!records.isEmpty())) {
                leaveGone();
            }
            return 0;
        } catch (WakeupException e) {
            return 0; // there is a command
        } catch (InvalidOffsetException e) {
            LOG.warn("Offsets are gone: {}; reading what is left", e.getMessage());
            e.partitions().stream().map(topics::get).filter(Objects::nonNull).forEach(topic -> topic.offset = 0);
            // of several such errors the client tells one, and comes back to the others after its request timeout
            for (FollowedTopic topic : topics.values()) {
                if (topic.stage == Stage.FOLLOWING) {
                    doubt(topic);
                }
            }
            return 0;
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("Reading topics failed and starts again: {}", e.toString());
            return TOPIC_RETRY_NANOS;
        } catch (RuntimeException e) {
            LOG.error("A cache could not be fed; all start again", e);
            topics.values().forEach(this::startAgain);
            return TOPIC_RETRY_NANOS;
        }
    }

    private void startAgain(FollowedTopic topic) {
        topic.stage = Stage.NEW;
        unsettled.add(topic);
        reassign = true;
    }

    /** It is read on from where it is, once it is there again. */
    private void leave(FollowedTopic topic) {
        topic.stage = Stage.FILLED;
        unsettled.add(topic);
        reassign = true;
    }

    /** As {@link #leave}; but the topic may be another by then, or have lost its beginning. */
    private void doubt(FollowedTopic topic) {
        topic.doubted = true;
        leave(topic);
    }

    /** What is not there is not asked for until it is. */
    private void leaveGone() {
        Set<String> present = consumer.listTopics(ASK).keySet();
        List<FollowedTopic> gone = topics.values().stream()
                .filter(topic -> topic.stage == Stage.FOLLOWING && !present.contains(topic.partition.topic()))
                .toList();
        if (!gone.isEmpty()) {
            LOG.warn(
                    "{} topics are gone, that of {} among them",
                    gone.size(),
                    gone.getFirst().cache.resource());
            gone.forEach(this::doubt);
        }
    }

    private Duration pollTime() {
        return unsettled.isEmpty() ? POLL : Duration.ofNanos(TOPIC_RETRY_NANOS);
    }

    private List<FollowedTopic> due(Stage stage) {
        long now = nanoTime.getAsLong();
        List<FollowedTopic> due = new ArrayList<>();
        for (FollowedTopic topic : unsettled) {
            if (topic.stage == stage && now - topic.retryAtNanos >= 0) {
                due.add(topic);
            }
        }
        return due;
    }

    private void refillDry() {
        if (suspects.isEmpty()) {
            return;
        }
        List<TopicPartition> asked = List.copyOf(suspects);
        asked.forEach(suspects::remove);
        Set<String> present = consumer.listTopics(ASK).keySet();
        List<TopicPartition> existing =
                asked.stream().filter(p -> present.contains(p.topic())).toList();
        Map<TopicPartition, Long> ends = existing.isEmpty() ? Map.of() : consumer.endOffsets(existing, ASK);
        for (TopicPartition partition : asked) {
            FollowedTopic topic = topics.get(partition);
            if (topic == null || topic.stage == Stage.NEW || topic.stage == Stage.FILLING) {
                continue;
            }
            Long end = ends.get(partition);
            if (end == null || topic.stage == Stage.FILLED || consumer.position(partition, ASK) >= end) {
                LOG.warn("The topic of {} lacks what was committed; its cache is filled anew", topic.cache.resource());
                startAgain(topic);
            }
        }
    }

    private void learnEnds() {
        List<FollowedTopic> due = due(Stage.NEW);
        if (due.isEmpty()) {
            return;
        }
        Set<String> present = consumer.listTopics(ASK).keySet();
        List<TopicPartition> existing = due.stream()
                .map(t -> t.partition)
                .filter(p -> present.contains(p.topic()))
                .toList();
        Map<TopicPartition, Long> ends = existing.isEmpty() ? Map.of() : consumer.endOffsets(existing, ASK);
        for (FollowedTopic topic : due) {
            topic.offset = ends.getOrDefault(topic.partition, 0L);
            topic.stage = Stage.FILLING;
            executor.execute(() -> fill(topic));
        }
    }

    /** On the executor: the cache is not fed meanwhile. */
    private void fill(FollowedTopic topic) {
        source.snapshot(topic.cache.resource())
                .thenAccept(topic.cache::fill)
                .whenComplete((done, error) -> command(() -> {
                    if (error == null) {
                        topic.failures = 0;
                        topic.stage = topic.outdated ? Stage.NEW : Stage.FILLED;
                        topic.outdated = false;
                    } else {
                        topic.stage = Stage.NEW;
                        topic.failures++;
                        topic.retryAtNanos = nanoTime.getAsLong() + backoffNanos(topic.failures);
                        // the first time, and now and then: a service that starts later is no news
                        if (topic.failures % 20 == 1) {
                            LOG.warn(
                                    "No snapshot of {} yet: {}",
                                    topic.cache.resource(),
                                    String.valueOf(error.getMessage()));
                        }
                    }
                }));
    }

    static long backoffNanos(int failures) {
        return TimeUnit.MILLISECONDS.toNanos(Math.min(2_000, 100L << Math.min(failures, 5)));
    }

    private void assign() {
        List<FollowedTopic> due = due(Stage.FILLED);
        Set<TopicPartition> wanted = new HashSet<>();
        if (!due.isEmpty()) {
            Set<String> present = consumer.listTopics(ASK).keySet();
            for (FollowedTopic topic : due) {
                if (present.contains(topic.partition.topic())) {
                    wanted.add(topic.partition);
                } else {
                    topic.retryAtNanos = nanoTime.getAsLong() + TOPIC_RETRY_NANOS;
                }
            }
        }
        if (wanted.isEmpty() && !reassign) {
            return;
        }
        rewind(due.stream()
                .filter(topic -> topic.doubted && wanted.contains(topic.partition))
                .toList());
        reassign = false;
        for (FollowedTopic topic : topics.values()) {
            if (topic.stage == Stage.FOLLOWING) {
                wanted.add(topic.partition);
            }
        }
        if (!wanted.equals(consumer.assignment())) {
            consumer.assign(wanted);
        }
        for (FollowedTopic topic : due) {
            if (wanted.contains(topic.partition)) {
                consumer.seek(topic.partition, topic.offset);
                topic.stage = Stage.FOLLOWING;
                unsettled.remove(topic);
            }
        }
    }

    /** A topic that ends before what was read of it is another: it is read from its beginning. */
    private void rewind(List<FollowedTopic> doubted) {
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

    private void deliver(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            FollowedTopic topic = topics.get(partition);
            if (topic == null || topic.stage != Stage.FOLLOWING) {
                continue;
            }
            long seen = topic.cache.view().revision();
            List<Change> changes = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                topic.offset = record.offset() + 1;
                if (RecordFormat.revision(record) <= seen) {
                    continue;
                }
                if (RecordFormat.isRestored(record)) {
                    LOG.info("The store was restored; {} is filled anew", topic.cache.resource());
                    changes.clear();
                    startAgain(topic);
                    break;
                }
                if (RecordFormat.previous(record) > seen) {
                    LOG.warn(
                            "{} misses the changes from revision {} to {}; it is filled anew",
                            topic.cache.resource(),
                            seen,
                            RecordFormat.previous(record));
                    startAgain(topic);
                    break;
                }
                Change change = format.decode(topic.cache.resource(), record);
                if (change == null) {
                    continue;
                }
                changes.add(change);
                seen = change.revision();
            }
            if (!changes.isEmpty()) {
                topic.cache.apply(changes);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
