package dev.quarterdeck.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.image.ImagePulls;
import dev.quarterdeck.node.image.PullCredentials;
import dev.quarterdeck.node.probe.ContainerProbes;
import dev.quarterdeck.node.probe.HandlerRunner;
import dev.quarterdeck.node.probe.LifecycleHooks;
import dev.quarterdeck.node.simulated.SimulatedPodHost;
import dev.quarterdeck.node.simulated.SimulatedPodRuntime;
import dev.quarterdeck.node.testing.Await;
import dev.quarterdeck.node.testing.FakeEvents;
import dev.quarterdeck.node.testing.FakeObjects;
import dev.quarterdeck.node.testing.FakePodApi;
import dev.quarterdeck.node.testing.Pods;
import dev.quarterdeck.node.testing.RealNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers of a pod start one after another, each with its postStart hook before the next. */
class StartInOrderTest {
    private final FakePodApi api = new FakePodApi();
    private final FakeEvents events = new FakeEvents();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SimulatedPodRuntime runtime = new SimulatedPodRuntime("node-1", Clock.systemUTC(), timer);
    private final AtomicInteger looks = new AtomicInteger();
    private PodWorkers workers;

    @BeforeEach
    void start() {
        HandlerRunner runner = new HandlerRunner(runtime);
        Clock clock = Clock.systemUTC();
        runtime.podNetwork(List.of("10.213.1.0/24"));
        workers = new PodWorkers(new NodeContext(
                runtime,
                new SimulatedPodHost(new FakeObjects()),
                api,
                events,
                new ImagePulls(runtime, events, new PullCredentials(new FakeObjects()), clock),
                new ContainerProbes(runner, events, timer, threads, clock),
                new LifecycleHooks(runner),
                () -> {
                    looks.incrementAndGet();
                    return RealNode.FACTS;
                },
                clock,
                timer,
                threads));
        api.serve(workers);
        workers.start();
    }

    @AfterEach
    void stop() {
        workers.close();
        timer.shutdownNow();
        threads.shutdownNow();
    }

    private static Container container(String name) {
        return new ContainerBuilder().withName(name).withImage("nginx").build();
    }

    private static Container sleepsAfterStart(String name, long seconds) {
        return new ContainerBuilder(container(name))
                .withNewLifecycle()
                .withNewPostStart()
                .withNewSleep(seconds)
                .endPostStart()
                .endLifecycle()
                .build();
    }

    private static boolean ready(PodStatus status) {
        return status.getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    }

    /** Until each pod's worker has looked at it once more, from the start to the end of a step. */
    private void lookAgain() {
        int before = looks.get();
        workers.all().forEach(PodWorker::wake);
        Await.until("a look", () -> looks.get() > before);
        int between = looks.get();
        workers.all().forEach(PodWorker::wake);
        Await.until("another look", () -> looks.get() > between);
    }

    @Test
    void a_container_comes_up_until_its_hook_has_ended_and_those_after_it_wait() {
        Pod pod = api.create(Pods.pod("held", sleepsAfterStart("proxy", 3600), container("main"))
                .build());
        String uid = pod.getMetadata().getUid();
        Await.until("started", () -> !runtime.observe(uid).running().isEmpty());
        lookAgain();
        assertThat(ready(api.status(pod))).isFalse();
        assertThat(api.status(pod).getContainerStatuses())
                .allSatisfy(status ->
                        assertThat(status.getState().getWaiting().getReason()).isEqualTo("ContainerCreating"));
        assertThat(runtime.observe(uid).latest("main")).isEmpty();
        api.requestDeletion(pod, 1);
        Await.until("gone", () -> !api.has(pod));
    }

    @Test
    void the_next_starts_when_the_hook_has_ended() {
        Pod pod = api.create(
                Pods.pod("led", sleepsAfterStart("proxy", 0), container("main")).build());
        Await.until("ready", () -> ready(api.status(pod)));
        assertThat(api.status(pod).getContainerStatuses())
                .extracting(ContainerStatus::getStarted)
                .containsOnly(true);
        assertThat(events.of(pod).toString()).doesNotContain("FailedPostStartHook");
    }
}
