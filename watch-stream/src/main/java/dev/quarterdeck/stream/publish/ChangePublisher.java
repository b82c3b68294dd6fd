package dev.quarterdeck.stream.publish;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.topic.RecordFormat;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.TopicNames;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
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
    private static final long PAUSE_NANOS = 300_000_000L;
    /** What a round through producer, broker and consumers costs is about a millisecond of CPU, however many changes share it. */
    private static final long BUSY_PACE_NANOS = 10_000_000L;

    /** A lone writer who never rests gets so many into a round. */
    private static final int BUSY = 3;

    private static final long GUARD_NANOS = 250_000_000L;

    private final PublishTerm.Parts parts;
    private final RecentChanges recent;
    private final Set<StoredResource> known;
    private final Pace pace;
    private volatile @Nullable PublishTerm term;
    private boolean listens;

    /** @param known resources whose topics are made before anything is published in them, once what was committed is published */
    public ChangePublisher(StreamClients clients, ChangeLog log, RecentChanges recent, Set<StoredResource> known) {
        this(clients, log, recent, known, PublishSettings.DEFAULT);
    }

    /** @param known resources whose topics are made before anything is published in them, once what was committed is published */
    public ChangePublisher(
            StreamClients clients,
            ChangeLog log,
            RecentChanges recent,
            Set<StoredResource> known,
            PublishSettings settings) {
        this(clients, log, recent, known, settings, System::nanoTime);
    }

    /**
     * @param known resources whose topics are made before anything is published in them, once what was committed is published
     * @param nanoTime a monotonic clock
     */
    public ChangePublisher(
            StreamClients clients,
            ChangeLog log,
            RecentChanges recent,
            Set<StoredResource> known,
            PublishSettings settings,
            LongSupplier nanoTime) {
        TopicNames names = new TopicNames(clients.settings().clusterName());
        this.parts = new PublishTerm.Parts(
                clients, names, new RecordFormat(names), log, recent, settings.rebuilt(), nanoTime);
        this.recent = recent;
        this.known = Set.copyOf(known);
        long paceNanos = settings.pace().toNanos();
        this.pace = new Pace(paceNanos, Math.max(paceNanos, BUSY_PACE_NANOS), BUSY, nanoTime);
    }

    /** Publishes until {@code leading} is false or the thread is interrupted. */
    public void run(BooleanSupplier leading) {
        Thread guard = Thread.ofVirtual().name("state-publisher-guard").start(this::guard);
        try {
            while (leading.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
                long pause = step();
                PublishTerm current = term;
                if (current == null) {
                    LockSupport.parkNanos(pause);
                } else if (pause > 0) {
                    int pushed = current.push();
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
        PublishTerm before = null;
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(GUARD_NANOS);
            PublishTerm current = term;
            if (current == null) {
                continue;
            }
            current.endWhereTheProducerIsLost();
            if (current != before && current.hasBegun()) {
                before = current;
                Thread.ofVirtual().name("state-publisher-topics").start(() -> current.makeOthers(known));
            }
        }
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
            PublishTerm current = term;
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
        PublishTerm failed = term;
        end();
        return failed != null && failed.wasAbandoned() ? 0 : PAUSE_NANOS;
    }

    private void begin() throws ChangeLog.UnavailableException {
        recent.want(true);
        listens = true;
        ChangeLog.Heads heads = parts.log().heads();
        Set<String> topics = new HashSet<>();
        heads.newest().keySet().forEach(r -> topics.add(parts.names().of(r)));
        parts.clients().ensureTopics(topics);
        Set<StoredResource> others = new HashSet<>(known);
        if (!heads.leaps().isEmpty()) {
            // topics of resources that were lost with the future have to tell of the restore too
            others.addAll(TopicEnds.resources(parts.clients(), parts.names()));
        }
        TopicEnds ends =
                TopicEnds.read(parts.clients(), parts.names(), heads.newest().keySet(), others, parts.nanoTime());
        ends.check(heads);
        ends.ends().keySet().forEach(r -> topics.add(parts.names().of(r)));
        PublishTerm begun = new PublishTerm(parts, topics);
        term = begun;
        begun.begin(heads, ends);
    }

    /** Ends the term, if there is one; the next step begins another. */
    public void end() {
        if (listens) {
            listens = false;
            recent.want(false);
        }
        PublishTerm ended = term;
        term = null;
        if (ended != null) {
            ended.end();
        }
    }
}
