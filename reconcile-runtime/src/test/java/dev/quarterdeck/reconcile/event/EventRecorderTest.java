package dev.quarterdeck.reconcile.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.reconcile.client.ApiTransport;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventCorrelator.Occurrence;
import dev.quarterdeck.reconcile.event.EventCorrelator.Verdict;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import dev.quarterdeck.reconcile.testing.VirtualTime;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
    private final VirtualTime time = new VirtualTime();

    private static Occurrence occurrence(String message, Instant at) {
        ObjectReference pod = new ObjectReference();
        pod.setKind("Pod");
        pod.setNamespace("default");
        pod.setName("web");
        pod.setUid("u");
        return new Occurrence(pod, EventType.WARNING, "BackOff", message, at, "", null);
    }

    @Test
    void theSameEventIsCountedAndNotWrittenAgain() throws Exception {
        FakeApiServer server = new FakeApiServer(time);
        CountDownLatch writes = new CountDownLatch(3);
        server.onChange((resource, key, tree) -> writes.countDown());
        try (BufferedEventRecorder recorder =
                new BufferedEventRecorder(server.api(), "kubelet", "n1", time, new SimpleMeterRegistry())) {
            var pod = new PodBuilder()
                    .withNewMetadata()
                    .withNamespace("default")
                    .withName("web")
                    .withUid("u")
                    .endMetadata()
                    .build();
            for (int i = 0; i < 3; i++) {
                recorder.warning(pod, "BackOff", "Back-off restarting failed container");
            }
            assertThat(writes.await(5, TimeUnit.SECONDS)).isTrue();
        }
        List<Event> events = server.api().list(Event.class, "default");
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getCount()).isEqualTo(3);
            assertThat(event.getReason()).isEqualTo("BackOff");
            assertThat(event.getType()).isEqualTo("Warning");
            assertThat(event.getSource().getComponent()).isEqualTo("kubelet");
            assertThat(event.getSource().getHost()).isEqualTo("n1");
            assertThat(event.getInvolvedObject().getKind()).isEqualTo("Pod");
            assertThat(event.getMetadata().getName()).startsWith("web.");
        });
    }

    @Test
    void eventsOfDifferentObjectsDoNotWaitForEachOther() throws Exception {
        FakeApiServer server = new FakeApiServer(time);
        CountDownLatch together = new CountDownLatch(2);
        ApiTransport slow = new ApiTransport() {
            @Override
            public byte[] exchange(ApiRequest request) throws InterruptedException {
                together.countDown();
                together.await();
                return server.api().transport().exchange(request);
            }

            @Override
            public void watch(String pathAndQuery, Duration longest, LineConsumer lines) {
                throw new UnsupportedOperationException();
            }
        };
        ObjectApi api = new ObjectApi(slow, server.api().serialization());
        CountDownLatch writes = new CountDownLatch(20);
        server.onChange((resource, key, tree) -> writes.countDown());
        try (BufferedEventRecorder recorder =
                new BufferedEventRecorder(api, "scheduler", "", time, new SimpleMeterRegistry())) {
            for (int i = 0; i < 20; i++) {
                ObjectReference pod = occurrence("", time.instant()).regarding();
                pod.setName("web-" + i);
                recorder.record(pod, EventType.NORMAL, "Scheduled", "Successfully assigned");
            }
            assertThat(writes.await(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(server.api().list(Event.class, "default")).hasSize(20);
    }

    @Test
    void manyDifferentMessagesBecomeOneCombinedEvent() {
        EventCorrelator correlator = new EventCorrelator();
        for (int i = 0; i < 9; i++) {
            assertThat(correlator.correlate(occurrence("message " + i, time.instant())))
                    .isInstanceOf(Verdict.Create.class);
        }
        assertThat(correlator.correlate(occurrence("message 9", time.instant())))
                .isInstanceOfSatisfying(Verdict.Create.class, create -> assertThat(
                                create.event().message())
                        .isEqualTo("(combined from similar events): message 9"));
    }

    @Test
    void anObjectThatSpeaksTooMuchIsHeardOnceInFiveMinutes() {
        EventCorrelator correlator = new EventCorrelator();
        for (int i = 0; i < 25; i++) {
            correlator.correlate(occurrence("again", time.instant()));
        }
        assertThat(correlator.correlate(occurrence("again", time.instant()))).isInstanceOf(Verdict.Drop.class);
        time.advance(Duration.ofMinutes(5));
        assertThat(correlator.correlate(occurrence("again", time.instant()))).isNotInstanceOf(Verdict.Drop.class);
        assertThat(correlator.correlate(occurrence("again", time.instant()))).isInstanceOf(Verdict.Drop.class);
    }
}
