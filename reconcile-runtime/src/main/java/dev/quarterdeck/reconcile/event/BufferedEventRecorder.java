package dev.quarterdeck.reconcile.event;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventCorrelator.Occurrence;
import dev.quarterdeck.reconcile.event.EventCorrelator.Verdict;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes core/v1 Events from a bounded buffer on one virtual thread. When the buffer is full, events are dropped and counted in
 * {@code quarterdeck_events_dropped_total}; an event that cannot be written is dropped too.
 */
public final class BufferedEventRecorder implements EventRecorder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BufferedEventRecorder.class);
    private static final int BUFFER = 1000;

    private final ObjectApi api;
    private final String component;
    private final String host;
    private final InstantSource clock;
    private final Counter dropped;
    private final EventCorrelator correlator = new EventCorrelator();
    private final BlockingQueue<Occurrence> buffer = new ArrayBlockingQueue<>(BUFFER);
    private final Thread writer;

    /**
     * @param component {@code source.component}, for example {@code deployment-controller}
     * @param host {@code source.host}; empty for none
     */
    public BufferedEventRecorder(
            ObjectApi api, String component, String host, InstantSource clock, MeterRegistry registry) {
        this.api = api;
        this.component = component;
        this.host = host;
        this.clock = clock;
        this.dropped = Counter.builder("quarterdeck.events.dropped")
                .tag("component", component)
                .register(registry);
        this.writer = Thread.ofVirtual().name("events-" + component).start(this::write);
    }

    @Override
    public void record(ObjectReference regarding, EventType type, String reason, String message) {
        if (!buffer.offer(new Occurrence(regarding, type, reason, message, clock.instant()))) {
            dropped.increment();
        }
    }

    private void write() {
        try {
            while (true) {
                write(buffer.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Occurrence occurrence) throws InterruptedException {
        try {
            switch (correlator.correlate(occurrence)) {
                case Verdict.Create(EventCorrelator.Key key, Occurrence event) -> create(key, event);
                case Verdict.Count(EventCorrelator.Key key, String name, int count, Occurrence event) ->
                    count(key, name, count, event);
                case Verdict.Drop() -> dropped.increment();
            }
        } catch (ApiException e) {
            dropped.increment();
            LOG.debug("event {} of {} is lost: {}", occurrence.reason(), occurrence.regarding(), e.getMessage());
        } catch (RuntimeException e) {
            dropped.increment();
            LOG.warn("event {} of {} is lost", occurrence.reason(), occurrence.regarding(), e);
        }
    }

    private void create(EventCorrelator.Key key, Occurrence event) throws InterruptedException {
        String now = stamp(event.at());
        ObjectReference regarding = event.regarding();
        String namespace =
                regarding.getNamespace() == null || regarding.getNamespace().isEmpty()
                        ? "default"
                        : regarding.getNamespace();
        long nanos = event.at().getEpochSecond() * 1_000_000_000L + event.at().getNano();
        EventBuilder builder = new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(regarding.getName() + "." + Long.toHexString(nanos))
                .endMetadata()
                .withInvolvedObject(regarding)
                .withType(event.type().wireName())
                .withReason(event.reason())
                .withMessage(shorten(event.message()))
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource(component, host.isEmpty() ? null : host)
                .withReportingComponent(component)
                .withReportingInstance(host);
        Event written = api.create(builder.build());
        correlator.written(key, written.getMetadata().getName(), 1);
    }

    private void count(EventCorrelator.Key key, String name, int count, Occurrence event) throws InterruptedException {
        ObjectNode patch = Json.object()
                .put("count", count)
                .put("lastTimestamp", stamp(event.at()))
                .put("message", shorten(event.message()));
        String namespace = Optional.ofNullable(event.regarding().getNamespace())
                .filter(n -> !n.isEmpty())
                .orElse("default");
        Event target = new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .build();
        try {
            api.mergePatch(target, "", patch);
            correlator.written(key, name, count);
        } catch (ApiException e) {
            if (e.code() != StatusReason.NOT_FOUND.code()) {
                throw e;
            }
            correlator.forget(key);
            create(key, event);
        }
    }

    /** The API takes at most 1024 bytes of message. */
    private static String shorten(String message) {
        return message.length() <= 1000 ? message : message.substring(0, 997) + "...";
    }

    private static String stamp(Instant at) {
        return DateTimeFormatter.ISO_INSTANT.format(at.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Events that are still in the buffer are dropped. */
    @Override
    public void close() {
        writer.interrupt();
        try {
            if (!writer.join(Duration.ofSeconds(2))) {
                LOG.debug("the writer of events of {} has not ended", component);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
