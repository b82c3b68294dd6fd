package dev.quarterdeck.reconcile.event;

import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventCorrelator.Occurrence;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes Events from bounded buffers on virtual threads: those of one object in order, those of different objects {@value #LANES} at a time, so that they share
 * commits. Those that say what was being done have the form of events.k8s.io, the others that of core/v1. When a buffer is full, events are dropped and counted in
 * {@code quarterdeck_events_dropped_total}; an event that cannot be written is dropped too.
 */
public final class BufferedEventRecorder implements EventRecorder, AutoCloseable {
    private static final int LANES = 8;

    private final InstantSource clock;
    private final String host;
    private final List<EventLane> lanes = new ArrayList<>();

    /**
     * @param component {@code source.component}, for example {@code deployment-controller}
     * @param host {@code source.host}, and the end of {@code reportingInstance} of those that say what was being done; empty for none
     */
    public BufferedEventRecorder(
            ObjectApi api, String component, String host, InstantSource clock, MeterRegistry registry) {
        this.clock = clock;
        this.host = host;
        Counter dropped = Counter.builder("quarterdeck.events.dropped")
                .tag("component", component)
                .register(registry);
        for (int i = 0; i < LANES; i++) {
            lanes.add(new EventLane(api, component, dropped));
        }
    }

    @Override
    public void record(ObjectReference regarding, EventType type, String reason, String message) {
        record(regarding, type, reason, message, host, null);
    }

    @Override
    public void record(ObjectReference regarding, EventType type, String reason, String message, EventAction action) {
        record(regarding, type, reason, message, host, action);
    }

    /** The same recorder, speaking for another host: many hosts of one process share buffers and writers. */
    public EventRecorder from(String otherHost) {
        return new EventRecorder() {
            @Override
            public void record(ObjectReference regarding, EventType type, String reason, String message) {
                BufferedEventRecorder.this.record(regarding, type, reason, message, otherHost, null);
            }

            @Override
            public void record(
                    ObjectReference regarding, EventType type, String reason, String message, EventAction action) {
                BufferedEventRecorder.this.record(regarding, type, reason, message, otherHost, action);
            }
        };
    }

    private void record(
            ObjectReference regarding,
            EventType type,
            String reason,
            String message,
            String from,
            @Nullable EventAction action) {
        int object =
                Objects.hash(regarding.getKind(), regarding.getNamespace(), regarding.getName(), regarding.getUid());
        lanes.get(Math.floorMod(object, LANES))
                .add(new Occurrence(regarding, type, reason, message, clock.instant(), from, action));
    }

    /** Events that are still in buffers are dropped. */
    @Override
    public void close() {
        lanes.forEach(EventLane::close);
    }
}
