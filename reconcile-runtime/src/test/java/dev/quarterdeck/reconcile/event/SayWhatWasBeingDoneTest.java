package dev.quarterdeck.reconcile.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.conversion.Conversion;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.validation.BuiltInValidation;
import dev.quarterdeck.kube.validation.Validator;
import dev.quarterdeck.reconcile.event.EventCorrelator.Occurrence;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import dev.quarterdeck.reconcile.testing.VirtualTime;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Events that name an action have the fields that client-go's recorder for events.k8s.io fills, and are counted as all others are. */
class SayWhatWasBeingDoneTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123456789Z");

    private static ObjectReference pod(String name) {
        ObjectReference pod = new ObjectReference();
        pod.setApiVersion("v1");
        pod.setKind("Pod");
        pod.setNamespace("default");
        pod.setName(name);
        pod.setUid("u-" + name);
        return pod;
    }

    private static Occurrence preempted(@Nullable EventAction action) {
        return new Occurrence(pod("low"), EventType.NORMAL, "Preempted", "Preempted by pod", AT, "host", action);
    }

    private static final EventAction PREEMPTING = new EventAction("packing", "Preempting", pod("high"));

    @Test
    void bothGroupsOfClientsSeeWhatTheReferenceWrites() {
        ObjectNode core = EventObject.first(preempted(PREEMPTING), "default-scheduler");
        assertThat(core).isEqualTo(Json.read("""
                {"apiVersion":"v1","kind":"Event","metadata":{"name":"low.18867251f555cd15","namespace":"default"},
                 "involvedObject":{"apiVersion":"v1","kind":"Pod","namespace":"default","name":"low","uid":"u-low"},
                 "related":{"apiVersion":"v1","kind":"Pod","namespace":"default","name":"high","uid":"u-high"},
                 "type":"Normal","reason":"Preempted","message":"Preempted by pod","action":"Preempting",
                 "eventTime":"2026-01-01T00:00:00.123456Z","reportingComponent":"packing","reportingInstance":"packing-host"}
                """.getBytes(StandardCharsets.UTF_8)));
        ObjectNode events = Conversion.convert(
                core, GroupVersionKind.of("v1", "Event"), GroupVersionKind.of("events.k8s.io/v1", "Event"));
        assertThat(events.propertyNames())
                .containsExactlyInAnyOrder(
                        "apiVersion",
                        "kind",
                        "metadata",
                        "regarding",
                        "related",
                        "type",
                        "reason",
                        "note",
                        "action",
                        "eventTime",
                        "reportingController",
                        "reportingInstance");
    }

    @Test
    void repetitionsAreASeries() {
        assertThat(EventObject.again(preempted(PREEMPTING), 3).toString())
                .isEqualTo("{\"message\":\"Preempted by pod\","
                        + "\"series\":{\"count\":3,\"lastObservedTime\":\"2026-01-01T00:00:00.123456Z\"}}");
        assertThat(EventObject.again(preempted(null), 3).toString())
                .isEqualTo("{\"message\":\"Preempted by pod\",\"count\":3,\"lastTimestamp\":\"2026-01-01T00:00:00Z\"}");
    }

    @Test
    void thereIsAnInstanceWhereTheHostHasNoName() {
        Occurrence event = new Occurrence(
                pod("p"), EventType.NORMAL, "Scheduled", "m", AT, "", new EventAction("packing", "Binding", null));
        ObjectNode written = EventObject.first(event, "default-scheduler");
        assertThat(written.path("reportingInstance").asString()).isEqualTo("packing");
        assertThat(written.has("related")).isFalse();
    }

    /** Events with a time of their own must be complete, unlike those that are counted. */
    @Test
    void theApiTakesThemAndTheirRepetitions() {
        ResourceType events = BuiltInResources.catalog()
                .findKind(GroupVersionKind.of("v1", "Event"))
                .orElseThrow();
        Validator rules = BuiltInValidation.validator();
        for (String host : List.of("", "host")) {
            Occurrence event = new Occurrence(
                    pod("p"),
                    EventType.NORMAL,
                    "Scheduled",
                    "m".repeat(2000),
                    AT,
                    host,
                    new EventAction("packing", "Binding", null));
            ObjectNode written = EventObject.first(event, "default-scheduler");
            assertThat(rules.onCreate(events, written)).isEmpty();
            written.withObject("metadata").put("resourceVersion", "1");
            ObjectNode now = written.deepCopy();
            now.setAll(EventObject.again(event, 2));
            assertThat(rules.onUpdate(events, now, written)).isEmpty();
        }
        ObjectNode broken = EventObject.first(preempted(PREEMPTING), "default-scheduler");
        broken.remove("action");
        assertThat(rules.onCreate(events, broken)).isNotEmpty();
    }

    @Test
    void theSameIsCountedAndNotWrittenAgain() throws Exception {
        VirtualTime time = new VirtualTime();
        FakeApiServer server = new FakeApiServer(time);
        CountDownLatch writes = new CountDownLatch(4);
        server.onChange((resource, key, tree) -> writes.countDown());
        EventAction scheduling = new EventAction("default-scheduler", "Scheduling", null);
        try (BufferedEventRecorder recorder =
                new BufferedEventRecorder(server.api(), "default-scheduler", "host", time, new SimpleMeterRegistry())) {
            for (String message : List.of("no node", "no node", "no node", "another reason")) {
                recorder.record(pod("p"), EventType.WARNING, "FailedScheduling", message, scheduling);
                time.advance(Duration.ofSeconds(1));
            }
            assertThat(writes.await(5, TimeUnit.SECONDS)).isTrue();
        }
        List<Event> events = server.api().list(Event.class, "default");
        assertThat(events)
                .extracting(e -> e.getMessage() + " "
                        + (e.getSeries() == null ? 1 : e.getSeries().getCount()) + " " + e.getAction() + " "
                        + e.getReportingInstance())
                .containsExactlyInAnyOrder(
                        "no node 3 Scheduling default-scheduler-host",
                        "another reason 1 Scheduling default-scheduler-host");
    }
}
