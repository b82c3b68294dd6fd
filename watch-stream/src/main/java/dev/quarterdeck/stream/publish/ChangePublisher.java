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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes while its replica leads. A term begins with what the topics' ends say was published last: each topic that is behind is brought up from the log of
 * its resource, then changes of all resources follow in revision order. After any error the term ends and a new one begins, from the topics' ends again; so each
 * topic sees its records in order, without gaps, at least once. Where the store was restored, every topic is told so first.
 *
 * <p>Has no thread and no clock: {@link #step} does what there is to do, {@link #run} calls it on the caller's thread until the replica leads no more.
 */
public final class ChangePublisher {
    private static final Logger LOG = LoggerFactory.getLogger(ChangePublisher.class);
    private static final int READ = 1_000;
    private static final long IDLE_NANOS = 1_000_000_000L;
    private static final long NOTE_EVERY_NANOS = 2_000_000_000L;
    private static final long PAUSE_NANOS = 300_000_000L;
    /** Of rounds, where caches wait for them. */
    public static final Duration PACE = Duration.ofMillis(4);

    /** What a round through producer, broker and consumers costs is about a millisecond of CPU, however many changes share it. */
    private static final long BUSY_PACE_NANOS = 10_000_000L;

    /** A lone writer who never rests gets so many into a round. */
    private static final int BUSY = 3;
    /** A broker that answers takes milliseconds; when a record has waited this long, the topics are looked for. */
    private static final long STALL_NANOS = 1_000_000_000L;

    private static final long GUARD_NANOS = 250_000_000L;

    private final StreamClients clients;
    private final TopicNames names;
    private final RecordFormat format;
    private final ChangeLog log;
    private final RecentChanges recent;
    private final Set<StoredResource> known;
    private final LongSupplier nanoTime;
    private final Pace pace;
    private volatile @Nullable Term term;
    private boolean listens;

    /** @param known resources whose topics are made at the start, before anything is published in them */
    public ChangePublisher(StreamClients clients, ChangeLog log, RecentChanges recent, Set<StoredResource> known) {
        this(clients, log, recent, known, PACE);
    }

    /**
     * @param known resources whose topics are made at the start, before anything is published in them
     * @param pace how long changes wait for company at most, other than those after a quiet time
     */
    public ChangePublisher(
            StreamClients clients, ChangeLog log, RecentChanges recent, Set<StoredResource> known, Duration pace) {
        this(clients, log, recent, known, pace, System::nanoTime);
    }

    /** @param nanoTime a monotonic clock */
    public ChangePublisher(
            StreamClients clients,
            ChangeLog log,
            RecentChanges recent,
            Set<StoredResource> known,
            LongSupplier nanoTime) {
        this(clients, log, recent, known, PACE, nanoTime);
    }

    private ChangePublisher(
            StreamClients clients,
            ChangeLog log,
            RecentChanges recent,
            Set<StoredResource> known,
            Duration pace,
            LongSupplier nanoTime) {
        this.clients = clients;
        this.names = new TopicNames(clients.settings().clusterName());
        this.format = new RecordFormat(names);
        this.log = log;
        this.recent = recent;
        this.known = Set.copyOf(known);
        this.nanoTime = nanoTime;
        this.pace = new Pace(pace.toNanos(), Math.max(pace.toNanos(), BUSY_PACE_NANOS), BUSY, nanoTime);
    }

    /** Publishes until {@code leading} is false or the thread is interrupted. */
    public void run(BooleanSupplier leading) {
        Thread guard = Thread.ofVirtual().name("state-publisher-guard").start(this::guard);
        try {
            while (leading.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
                long pause = step();
                if (term == null) {
                    LockSupport.parkNanos(pause);
                } else if (pause > 0) {
                    int pushed = push();
                    recent.await(pause);
                    keepPace(pushed);
                }
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } finally {
            guard.interrupt();
            end();
        }
    }

    /** Beside the publisher's thread, which waits for the producer. */
    private void guard() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(GUARD_NANOS);
            Term current = term;
            if (current != null) {
                current.endWhereTheProducerIsLost();
            }
        }
    }

    /**
     * Sends what the producer has gathered as one request for each topic, and waits until it is there. What is committed meanwhile is the next request. Returns how
     * many changes they were.
     */
    private int push() {
        Term current = term;
        if (current == null || current.unpushed == 0) {
            return 0;
        }
        int pushed = current.unpushed;
        current.unpushed = 0;
        current.producer.flush();
        return pushed;
    }

    /** A change after a quiet time goes at once; of many, those of a few milliseconds go together, which costs producer, broker and consumers a fraction. */
    private void keepPace(int pushed) {
        long early = pace.next(pushed);
        if (early > 0) {
            LockSupport.parkNanos(early);
        }
    }

    /**
     * Begins a term where there is none, else publishes what there is. Returns for how many nanoseconds there is nothing to do, unless {@link RecentChanges}
     * hears of something before.
     */
    public long step() {
        try {
            Term current = term;
            if (current == null) {
                begin();
                return 0;
            }
            return current.follow();
        } catch (ChangeLog.UnavailableException e) {
            LOG.warn("Publishing waits for the store: {}", e.getMessage());
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("Publishing starts again from the ends of the topics: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.error("Publishing failed in a way nobody foresaw; it starts again from the ends of the topics", e);
        }
        end();
        return PAUSE_NANOS;
    }

    private void begin() throws ChangeLog.UnavailableException {
        recent.want(true);
        listens = true;
        ChangeLog.Heads heads = log.heads();
        Set<StoredResource> resources = new HashSet<>(known);
        resources.addAll(heads.newest().keySet());
        if (!heads.leaps().isEmpty()) {
            // topics of resources that were lost with the future have to tell of the restore too
            resources.addAll(TopicEnds.resources(clients, names));
        }
        Set<String> topics = new HashSet<>();
        resources.forEach(r -> topics.add(names.of(r)));
        clients.ensureTopics(topics);
        TopicEnds ends = TopicEnds.read(clients, names, resources, nanoTime);
        ends.check(heads);
        Term begun = new Term(clients.producer(), topics);
        term = begun;
        begun.begin(heads, ends);
    }

    /** Ends the term, if there is one; the next step begins another. */
    public void end() {
        if (listens) {
            listens = false;
            recent.want(false);
        }
        Term ended = term;
        term = null;
        if (ended != null) {
            ended.end();
        }
    }

    /** One producer's life. */
    private final class Term {
        private final Producer<byte[], byte[]> producer;
        private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        private final Map<StoredResource, Long> sent = new HashMap<>();
        private int unpushed;
        private long resumed;
        private long position;
        private long looked = nanoTime.getAsLong();
        private long noted = -1;
        private long nextNote = nanoTime.getAsLong();
        private final Set<String> topics;
        private final ClockSteps clock = new ClockSteps();
        private final AtomicLong answered = new AtomicLong();
        private final AtomicLong asked = new AtomicLong();
        private long answeredBefore;
        private long nextLook = nanoTime.getAsLong() + STALL_NANOS;

        Term(Producer<byte[], byte[]> producer, Set<String> topics) {
            this.producer = producer;
            this.topics = topics;
        }

        /** Brings every topic up to the heads. */
        void begin(ChangeLog.Heads heads, TopicEnds ends) throws ChangeLog.UnavailableException {
            position = heads.revision();
            resumed = heads.leaps().isEmpty() ? 0 : heads.leaps().getLast().resumed();
            for (Map.Entry<StoredResource, TopicEnds.End> entry : ends.ends().entrySet()) {
                StoredResource resource = entry.getKey();
                TopicEnds.End end = entry.getValue();
                if (end.unfinished() != null) {
                    sendRecord(format.tombstone(end.unfinished()));
                }
                long newest = heads.newest().getOrDefault(resource, 0L);
                // a quiet topic that retention has emptied is complete up to what was noted
                long told = end.emptied() ? heads.published() : end.revision();
                long from = end.emptied() ? Math.min(newest, heads.published()) : end.revision();
                long begins = heads.begins().getOrDefault(resource, 0L);
                sent.put(resource, from < newest && from < begins ? begins : from);
                for (RevisionLeap leap : heads.leaps()) {
                    if (told < leap.resumed()) {
                        bringUp(resource, from, Math.min(newest, leap.restored()));
                        sendRecord(format.restored(resource, leap));
                        from = leap.resumed();
                        sent.put(resource, from);
                    }
                }
                bringUp(resource, from, newest);
            }
            LOG.info("Publishing from revision {}", position);
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
                    throw new IllegalStateException(
                            "the log goes from revision " + position + " to " + change.revision());
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
                clients.ensureTopics(Set.of(names.of(resource)));
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

        /** Where Kafka has lost the topics, the producer would try for its whole delivery timeout; a new term makes them again. For clocks see {@link ClockSteps}. */
        private void endWhereTheProducerIsLost() {
            if (clock.stepped()) {
                abandon("the clock was set");
            }
            long now = nanoTime.getAsLong();
            if (now - nextLook < 0) {
                return;
            }
            long before = answeredBefore;
            answeredBefore = answered.get();
            nextLook = now + STALL_NANOS;
            if (answeredBefore != asked.get() && answeredBefore == before && !clients.present(topics)) {
                abandon("topics are gone");
            }
        }

        /** Whoever waits for the producer waits no more. */
        private void abandon(String why) {
            if (failure.compareAndSet(null, new KafkaException(why))) {
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
            producer.close(Duration.ofSeconds(failure.get() == null ? 5 : 0));
        }
    }
}
