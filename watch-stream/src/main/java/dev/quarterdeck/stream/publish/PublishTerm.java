package dev.quarterdeck.stream.publish;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import dev.quarterdeck.stream.record.RevisionLeap;
import dev.quarterdeck.stream.topic.ClockSteps;
import dev.quarterdeck.stream.topic.RecordFormat;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.TopicNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One producer's life. What readers wait for comes first: topics that have anything to tell are made and brought up, then changes follow; topics of other known
 * resources are made beside that. Used by the publisher's thread, other than {@link #endWhereTheProducerIsLost} and {@link #makeOthers}.
 */
final class PublishTerm {
    private static final Logger LOG = LoggerFactory.getLogger(ChangePublisher.class);
    private static final int READ = 1_000;
    private static final long IDLE_NANOS = 1_000_000_000L;
    private static final long NOTE_EVERY_NANOS = 2_000_000_000L;
    private static final long LOOK_AGAIN_NANOS = 250_000_000L;

    private final Parts parts;
    private final StreamClients clients;
    private final RecordFormat format;
    private final ChangeLog log;
    private final RecentChanges recent;
    private final LongSupplier nanoTime;
    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Map<StoredResource, Long> sent = new HashMap<>();
    private final Set<String> there = ConcurrentHashMap.newKeySet();
    private final ClockSteps clock = new ClockSteps();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private final ProducerWatch watch;
    private int unpushed;
    private long resumed;
    private long position;
    private long looked;
    private long noted = -1;
    private long nextNote;
    private volatile boolean begun;
    private volatile boolean abandoned;
    private volatile boolean over;

    /**
     * What a term works with.
     *
     * @param rebuilt see {@link PublishSettings#rebuilt}
     * @param nanoTime a monotonic clock
     */
    record Parts(
            StreamClients clients,
            TopicNames names,
            RecordFormat format,
            ChangeLog log,
            RecentChanges recent,
            long rebuilt,
            LongSupplier nanoTime) {}

    /** @param topics that are there */
    PublishTerm(Parts parts, Set<String> topics) {
        this.parts = parts;
        this.clients = parts.clients();
        this.format = parts.format();
        this.log = parts.log();
        this.recent = parts.recent();
        this.nanoTime = parts.nanoTime();
        this.there.addAll(topics);
        this.producer = clients.producer();
        this.watch = new ProducerWatch(() -> clients.look(Set.copyOf(there)), nanoTime);
        this.looked = nanoTime.getAsLong();
        this.nextNote = looked;
    }

    /** Brings every topic up to the heads. */
    void begin(ChangeLog.Heads heads, TopicEnds ends) throws ChangeLog.UnavailableException {
        position = heads.revision();
        resumed = heads.leaps().isEmpty() ? 0 : heads.leaps().getLast().resumed();
        Map<StoredResource, Resumption> resumptions = new HashMap<>();
        ends.ends().forEach((resource, end) -> {
            Resumption resumption = Resumption.of(resource, end, heads, parts.rebuilt());
            resumptions.put(resource, resumption);
            if (heads.newest().getOrDefault(resource, 0L) > resumption.from()) {
                meet(parts.names().of(resource));
            }
        });
        for (Map.Entry<StoredResource, Resumption> entry : resumptions.entrySet()) {
            StoredResource resource = entry.getKey();
            Resumption resumption = entry.getValue();
            TopicEnds.End end = ends.ends().get(resource);
            if (end != null && end.unfinished() != null) {
                sendRecord(format.tombstone(end.unfinished()));
            }
            long newest = heads.newest().getOrDefault(resource, 0L);
            long from = resumption.from();
            sent.put(resource, resumption.previous());
            for (RevisionLeap leap : heads.leaps()) {
                if (resumption.told() < leap.resumed()) {
                    bringUp(resource, from, Math.min(newest, leap.restored()));
                    sendRecord(format.restored(resource, leap));
                    from = leap.resumed();
                    sent.put(resource, from);
                }
            }
            bringUp(resource, from, newest);
        }
        begun = true;
        LOG.info("Publishing from revision {}", position);
    }

    /** Whether every topic that has anything to tell is on its way. */
    boolean hasBegun() {
        return begun;
    }

    /** Who leads a topic has to be asked before its first record; once records are under way the question waits for their answers. */
    private void meet(String topic) {
        producer.partitionsFor(topic);
    }

    private void bringUp(StoredResource resource, long after, long upTo) throws ChangeLog.UnavailableException {
        long from = after;
        int count = 0;
        while (from < upTo) {
            List<Change> changes = log.read(resource, from, READ);
            for (Change change : changes) {
                if (change.revision() <= upTo) {
                    send(change);
                    count++;
                }
            }
            if (changes.isEmpty()) {
                break;
            }
            from = changes.getLast().revision();
            failIfFailed();
        }
        if (count > 0) {
            LOG.info("Brought the topic of {} up by {} changes", resource, count);
        }
    }

    /** Sends what follows; returns for how long nothing will. */
    long follow() throws ChangeLog.UnavailableException {
        failIfFailed();
        note();
        List<Change> changes = recent.after(position, READ);
        if (changes != null && changes.isEmpty()) {
            long quiet = nanoTime.getAsLong() - looked;
            if (quiet < IDLE_NANOS) {
                return IDLE_NANOS - quiet;
            }
            changes = null;
        }
        looked = nanoTime.getAsLong();
        if (changes == null) {
            changes = log.read(position, READ);
            if (changes.size() == READ) {
                recent.committedElsewhere();
            }
        }
        for (Change change : changes) {
            if (change.revision() != position + 1) {
                throw new IllegalStateException("the log goes from revision " + position + " to " + change.revision());
            }
            send(change);
            position = change.revision();
        }
        return 0;
    }

    /** Tells the store now and then that the topics are complete. */
    private void note() throws ChangeLog.UnavailableException {
        if (noted != position && answered.get() == asked.get() && nanoTime.getAsLong() - nextNote >= 0) {
            failIfFailed();
            log.published(position);
            noted = position;
            nextNote = nanoTime.getAsLong() + NOTE_EVERY_NANOS;
        }
    }

    private void send(Change change) {
        StoredResource resource = change.resource();
        Long previous = sent.get(resource);
        if (previous == null) {
            String topic = parts.names().of(resource);
            if (!there.contains(topic)) {
                clients.ensureTopics(Set.of(topic));
                there.add(topic);
            }
            // who saw the resource in a future that was undone must not take this for the next change
            previous = resumed;
        }
        if (change.revision() <= previous) {
            return;
        }
        unpushed++;
        sendRecord(format.encode(change, previous));
        if (change.type() == ChangeType.DELETED) {
            sendRecord(format.tombstone(change));
        }
        sent.put(resource, change.revision());
    }

    /** The callback tells; the future is not needed. */
    private void sendRecord(ProducerRecord<byte[], byte[]> record) {
        asked.incrementAndGet();
        Object ignored = producer.send(record, this::done);
        failIfFailed();
    }

    private void done(Object metadata, @Nullable Exception error) {
        answered.incrementAndGet();
        if (error != null && failure.compareAndSet(null, error)) {
            recent.committedElsewhere(); // wakes the publisher, which ends the term
        }
    }

    /** Sends what the producer has gathered as one request for each topic, and waits until it is there. Returns how many changes they were. */
    int push() {
        int pushed = unpushed;
        if (pushed > 0) {
            unpushed = 0;
            producer.flush();
        }
        return pushed;
    }

    /** Makes topics in which nothing is to be published yet, once what was to be is there. On a thread of its own; returns with the end of the term at the latest. */
    void makeOthers(Set<StoredResource> known) {
        Set<String> others = new HashSet<>();
        known.forEach(resource -> others.add(parts.names().of(resource)));
        others.removeAll(there);
        while (!over && !others.isEmpty()) {
            if (answered.get() == asked.get()) {
                try {
                    clients.ensureTopics(others);
                    there.addAll(others);
                    return;
                } catch (KafkaException e) {
                    LOG.debug("The topics of quiet resources are not there yet: {}", e.toString());
                }
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** A new term makes topics again that Kafka has lost. For clocks see {@link ClockSteps}. */
    void endWhereTheProducerIsLost() {
        if (clock.stepped()) {
            abandon("the clock was set");
        }
        String complaint = watch.complaint(asked.get(), answered.get());
        if (complaint != null) {
            abandon(complaint);
        }
    }

    /** Whether it was given up after a time of waiting, which was pause enough. */
    boolean wasAbandoned() {
        return abandoned;
    }

    /** Whoever waits for the producer waits no more. */
    private void abandon(String why) {
        if (failure.compareAndSet(null, new KafkaException(why))) {
            abandoned = true;
            producer.close(Duration.ZERO);
            recent.committedElsewhere();
        }
    }

    private void failIfFailed() {
        Exception error = failure.get();
        if (error != null) {
            throw new KafkaException("a record could not be sent: " + error.getMessage(), error);
        }
    }

    void end() {
        over = true;
        producer.close(Duration.ofSeconds(failure.get() == null ? 5 : 0));
    }
}
