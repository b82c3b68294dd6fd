package dev.quarterdeck.reconcile.event;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventCorrelator.Occurrence;
import dev.quarterdeck.reconcile.event.EventCorrelator.Verdict;
import io.fabric8.kubernetes.api.model.Event;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the events of some objects, one after the other, from a bounded buffer, on a virtual thread of its own. */
final class EventLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLane.class);
    private static final int BUFFER = 1000;
    private static final ApiResource EVENTS = ApiResource.of(Event.class);

    private final ObjectApi api;
    private final String component;
    private final Counter dropped;
    private final EventCorrelator correlator = new EventCorrelator();
    private final BlockingQueue<Occurrence> buffer = new ArrayBlockingQueue<>(BUFFER);
    private final Thread writer;

    EventLane(ObjectApi api, String component, Counter dropped) {
        this.api = api;
        this.component = component;
        this.dropped = dropped;
        this.writer = Thread.ofVirtual().name("events-" + component).start(this::write);
    }

    void add(Occurrence occurrence) {
        if (!buffer.offer(occurrence)) {
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

    /** What the server answers is not looked at: the name is ours. */
    private void create(EventCorrelator.Key key, Occurrence event) throws InterruptedException {
        ObjectNode written = EventObject.first(event, component);
        api.transport()
                .exchange(new ApiRequest(
                        "POST",
                        EVENTS.path(EventObject.namespace(event.regarding())),
                        ApiRequest.JSON,
                        Json.write(written)));
        correlator.written(key, written.path("metadata").path("name").asString(), 1);
    }

    private void count(EventCorrelator.Key key, String name, int count, Occurrence event) throws InterruptedException {
        try {
            api.transport()
                    .exchange(new ApiRequest(
                            "PATCH",
                            EVENTS.path(EventObject.namespace(event.regarding()), name),
                            ApiRequest.MERGE_PATCH,
                            Json.write(EventObject.again(event, count))));
            correlator.written(key, name, count);
        } catch (ApiException e) {
            if (e.code() != StatusReason.NOT_FOUND.code()) {
                throw e;
            }
            correlator.forget(key);
            create(key, event);
        }
    }

    /** Events that are still in the buffer are dropped. */
    @Override
    public void close() {
        writer.interrupt();
        try {
            if (!writer.join(Duration.ofSeconds(2))) {
                LOG.debug("a writer of events of {} has not ended", component);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
