package dev.quarterdeck.scheduler.bind;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.scheduler.SchedulerHarness;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is counted, by the reference's names and labels. */
class SchedulingMetricsTest {
    private final SchedulerHarness it = new SchedulerHarness();

    private double came(String queue, String event) {
        return it.metrics
                .get("scheduler.queue.incoming.pods")
                .tag("queue", queue)
                .tag("event", event)
                .counter()
                .count();
    }

    @Test
    void aPodThatIsPlacedAtTheSecondAttemptIsCountedFromItsArrivalOn() throws Exception {
        it.create(pod("p", "1", "1Gi"));
        it.run();
        it.time.advance(Duration.ofSeconds(20));
        it.create(plainNode("n1"));
        it.run();
        assertThat(it.nodeOf("p")).isEqualTo("n1");
        assertThat(it.metrics.get("scheduler.pod.scheduling.attempts").summary().max())
                .isEqualTo(2);
        assertThat(it.metrics
                        .get("scheduler.pod.scheduling.sli.duration")
                        .tag("attempts", "2")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(20);
        assertThat(it.metrics
                        .get("scheduler.scheduling.algorithm.duration")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(came("active", "UnschedulablePodAdd")).isOne();
        assertThat(came("backoff", "ScheduleAttemptFailure")).isOne();
        assertThat(came("active", "BackoffComplete")).isOne();
        assertThat(it.metrics
                        .get("scheduler.cache.size")
                        .tag("type", "nodes")
                        .gauge()
                        .value())
                .isOne();
        assertThat(it.metrics
                        .get("scheduler.cache.size")
                        .tag("type", "pods")
                        .gauge()
                        .value())
                .isOne();
    }

    /** By one of more importance. */
    private void displaceAPod() throws Exception {
        it.create(plainNode("n1"));
        it.create(pod("low", "2", "1Gi"));
        it.run();
        Pod high = pod("high", "2", "1Gi");
        high.getSpec().setPriority(10);
        it.create(high);
        it.run();
    }

    @Test
    void preemptionIsCountedWithItsVictims() throws Exception {
        displaceAPod();
        assertThat(it.metrics.get("scheduler.preemption.attempts").counter().count())
                .isOne();
        assertThat(it.metrics.get("scheduler.preemption.victims").summary().totalAmount())
                .isOne();
    }

    private double waiting(String rule) {
        return it.metrics
                .get("scheduler.unschedulable.pods")
                .tags("plugin", rule, "profile", "default-scheduler")
                .gauge()
                .value();
    }

    @Test
    void podsAreCountedByTheRulesThatKeepThemWaiting() throws Exception {
        it.create(plainNode("n1"));
        it.create(pod("big", "9", "1Gi"));
        it.create(pod("picky", "1", "1Gi")
                .edit()
                .editSpec()
                .addToNodeSelector("disk", "ssd")
                .endSpec()
                .build());
        it.run();
        assertThat(waiting("NodeResourcesFit")).isOne();
        assertThat(waiting("NodeAffinity")).isOne();
        assertThat(waiting("NodePorts")).isZero();
    }

    @Test
    void gatedPodsAreCountedUntilTheirGatesAreOpen() throws Exception {
        Pod gated = pod("gated", "1", "1Gi")
                .edit()
                .editSpec()
                .addNewSchedulingGate("a.b/c")
                .endSpec()
                .build();
        Pod there = it.create(gated);
        assertThat(it.waiting()).containsEntry("gated", 1).containsEntry("active", 0);
        it.update(there.edit().editSpec().withSchedulingGates().endSpec().build());
        assertThat(it.waiting()).containsEntry("gated", 0).containsEntry("active", 1);
        Pod other = it.create(
                pod("other").editSpec().addNewSchedulingGate("a.b/c").endSpec().build());
        it.api.delete(other, Propagation.BACKGROUND);
        it.informers.deliver();
        assertThat(it.waiting()).containsEntry("gated", 0);
    }

    @Test
    void stepsBesideTheDecisionAreTimed() throws Exception {
        displaceAPod();
        for (String step : new String[] {"Reserve", "PreBind", "Bind", "PostFilter"}) {
            assertThat(it.metrics
                            .get("scheduler.framework.extension.point.duration")
                            .tags("extension_point", step, "profile", "default-scheduler", "status", "Success")
                            .timer()
                            .count())
                    .as(step)
                    .isOne();
        }
        assertThat(it.metrics
                        .get("scheduler.preemption.goroutines.execution")
                        .tag("result", "success")
                        .counter()
                        .count())
                .isOne();
        assertThat(it.metrics.get("scheduler.goroutines").gauge().value()).isZero();
    }

    private double asked(String rule, String point) {
        return it.metrics
                .get("scheduler.plugin.evaluation")
                .tags("plugin", rule, "extension_point", point, "profile", "default-scheduler")
                .functionCounter()
                .count();
    }

    @Test
    void theDecisionIsTimedByItsMoments() throws Exception {
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        it.create(pod("p", "1", "1Gi"));
        it.run();
        for (String point : new String[] {"PreFilter", "Filter", "PreScore", "Score", "Reserve", "PreBind", "Bind"}) {
            assertThat(it.metrics
                            .get("scheduler.framework.extension.point.duration")
                            .tags("extension_point", point, "profile", "default-scheduler", "status", "Success")
                            .timer()
                            .count())
                    .as(point)
                    .isOne();
        }
    }

    @Test
    void aRuleIsCountedWhenItIsAskedAndNotWhereItsAnswerIsKept() throws Exception {
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        it.create(pod("p1", "1", "1Gi"));
        it.run();
        assertThat(asked("NodeResourcesFit", "Filter")).isEqualTo(2);
        assertThat(asked("NodeAffinity", "Filter")).isEqualTo(2);
        assertThat(asked("NodeResourcesFit", "Score")).isEqualTo(2);
        assertThat(asked("VolumeBinding", "PreFilter")).isZero();
        it.create(pod("p2", "1", "1Gi"));
        it.run();
        assertThat(asked("NodeResourcesFit", "Filter"))
                .as("the node that got the first pod")
                .isEqualTo(3);
    }

    private Set<String> timed(int chance) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        SchedulingMetrics metrics = new SchedulingMetrics(registry, it.queue, it.state, bound -> chance);
        new SchedulingCycle(Profile.standard("default-scheduler"), new Random(1))
                .decide(PodRequest.of(pod("p", "1", "1Gi")), it.state.snapshot(), metrics.attempt("default-scheduler"));
        return registry.find("scheduler.plugin.execution.duration").summaries().stream()
                .map(s -> s.getId().getTag("extension_point") + " " + s.getId().getTag("plugin") + " "
                        + s.getId().getTag("status"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void eachRuleIsTimedInATenthOfTheAttempts() throws Exception {
        it.create(plainNode("n1"));
        it.create(tainted());
        it.informers.deliver();
        assertThat(timed(9))
                .contains(
                        "Filter NodeResourcesFit Success",
                        "Filter TaintToleration UnschedulableAndUnresolvable",
                        "PreFilter PodTopologySpread Skip",
                        "PreFilter InterPodAffinity Skip",
                        "Score NodeResourcesFit Success")
                .doesNotContain("Filter DynamicResources Success");
        assertThat(timed(10)).isEmpty();
    }

    private static Node tainted() {
        return plainNode("n2")
                .edit()
                .editOrNewSpec()
                .addNewTaint("NoSchedule", "k", null, "v")
                .endSpec()
                .build();
    }

    /** Names that a real kube-scheduler 1.36 gave to the same changes. */
    @Test
    void whatWakesAPodIsNamedAsTheReferenceDoes() throws Exception {
        it.create(plainNode("n1"));
        it.create(pod("small", "1", "1Gi"));
        it.run();
        it.create(pod("big", "1500m", "1Gi"));
        it.create(pod("picky", "1", "1Gi")
                .edit()
                .editSpec()
                .addToNodeSelector("disk", "ssd")
                .endSpec()
                .build());
        Pod gated = it.create(pod("gated", "100m", "1Mi")
                .edit()
                .editSpec()
                .addNewSchedulingGate("a.b/c")
                .endSpec()
                .build());
        it.run();
        assertThat(came("unschedulable", "UnschedulablePodAdd")).isOne();
        it.time.advance(Duration.ofSeconds(30));
        it.update(gated.edit().editSpec().withSchedulingGates().endSpec().build());
        assertThat(came("active", "UnschedulablePodUpdatePodSchedulingGatesEliminated"))
                .isOne();
        it.run();
        Pod there = it.pod("small");
        it.update(there.edit()
                .editSpec()
                .editFirstContainer()
                .withNewResources()
                .addToRequests("cpu", new Quantity("100m"))
                .endResources()
                .endContainer()
                .endSpec()
                .build());
        assertThat(came("active", "AssignedPodUpdatePodScaleDown")).isOne();
        it.update(plainNode("n1")
                .edit()
                .editMetadata()
                .addToLabels("disk", "ssd")
                .endMetadata()
                .build());
        assertThat(came("active", "NodeUpdateNodeLabel")).isOne();
    }
}
