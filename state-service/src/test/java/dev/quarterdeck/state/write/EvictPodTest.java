package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class EvictPodTest {
    private final WriteFixture cluster = new WriteFixture().namespace("default");

    private void readyPod(String name) {
        cluster.create(
                "v1",
                "Pod",
                "default",
                "{'metadata':{'name':'" + name + "','labels':{'a':'b'}},'spec':{'containers':[{'name':'c',"
                        + "'image':'i:1'}]}}");
        cluster.post(
                "v1", "Pod", "default", name, "binding", "{'metadata':{'name':'" + name + "'},'target':{'name':'n1'}}");
        cluster.patch(
                "v1",
                "Pod",
                "default",
                name,
                "status",
                "merge",
                "{'status':{'phase':'Running','conditions':[{'type':'Ready','status':'True'}]}}");
    }

    private void budget(String name, int allowed, int observedGeneration) {
        cluster.create(
                "policy/v1",
                "PodDisruptionBudget",
                "default",
                "{'metadata':{'name':'" + name + "'},'spec':{'minAvailable':1,'selector':{'matchLabels':"
                        + "{'a':'b'}}}}");
        ObjectNode budget = cluster.get("policy/v1", "PodDisruptionBudget", "default", name);
        budget.withObjectProperty("status")
                .put("disruptionsAllowed", allowed)
                .put("currentHealthy", 1 + allowed)
                .put("desiredHealthy", 1)
                .put("expectedPods", 1 + allowed)
                .put("observedGeneration", observedGeneration);
        cluster.update(budget, "status");
    }

    private void evict(String name) {
        cluster.post(
                "v1",
                "Pod",
                "default",
                name,
                "eviction",
                "{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'" + name + "'}}");
    }

    @Test
    void deletesWithTheReasonInAConditionAndSpendsTheBudget() {
        readyPod("p");
        budget("one", 1, 1);
        evict("p");

        ObjectNode pod = cluster.get("v1", "Pod", "default", "p");
        assertThat(pod.path("metadata").path("deletionGracePeriodSeconds").intValue())
                .isEqualTo(30);
        assertThat(pod.path("status").path("conditions").toString()).contains("EvictionByEvictionAPI");
        ObjectNode status = (ObjectNode) cluster.get("policy/v1", "PodDisruptionBudget", "default", "one")
                .get("status");
        assertThat(status.path("disruptionsAllowed").intValue()).isZero();
        assertThat(status.path("disruptedPods").propertyNames()).containsExactly("p");
    }

    @Test
    void takesTheVersionThatOlderClientsSend() {
        readyPod("p");
        cluster.post(
                "v1",
                "Pod",
                "default",
                "p",
                "eviction",
                "{'apiVersion':'policy/v1beta1','kind':'Eviction','metadata':{'name':'p'}}");
        assertThat(cluster.get("v1", "Pod", "default", "p")
                        .path("status")
                        .path("conditions")
                        .toString())
                .contains("EvictionByEvictionAPI");
    }

    @Test
    void answers429WithTheCause() {
        readyPod("p");
        budget("none", 0, 1);
        assertThatThrownBy(() -> evict("p")).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.code()).isEqualTo(429);
            assertThat(e.getMessage()).isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
            assertThat(e.details().causes())
                    .extracting(ApiException.Cause::reason, ApiException.Cause::message)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(
                            "DisruptionBudget", "The disruption budget none needs 1 healthy pods and has 1 currently"));
        });
    }

    @Test
    void waitsForABudgetThatIsNotCountedYet() {
        readyPod("p");
        budget("new", 1, 0);
        assertThatThrownBy(() -> evict("p")).isInstanceOfSatisfying(ApiException.class, e -> assertThat(
                        e.details().retryAfterSeconds())
                .isEqualTo(10));
    }

    @Test
    void refusesAPodOfTwoBudgets() {
        readyPod("p");
        budget("a", 1, 1);
        budget("b", 1, 1);
        assertThatThrownBy(() -> evict("p"))
                .hasMessage("This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
                        + " support.");
    }

    @Test
    void asksNoBudgetForAPodThatHasNotStarted() {
        cluster.create(
                "v1",
                "Pod",
                "default",
                "{'metadata':{'name':'p','labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i:1'}]}}");
        budget("none", 0, 1);
        evict("p");
        assertThat(cluster.exists("v1", "Pod", "default", "p")).isFalse();
    }

    @Test
    void neverOverspendsABudget() {
        IntStream.range(0, 20).forEach(i -> readyPod("p" + i));
        budget("five", 5, 1);
        AtomicInteger evicted = new AtomicInteger();
        List<CompletableFuture<Void>> all = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    try {
                        evict("p" + i);
                        evicted.incrementAndGet();
                    } catch (ApiException e) {
                        assertThat(e.code()).isEqualTo(429);
                    }
                }))
                .toList();
        all.forEach(CompletableFuture::join);
        assertThat(evicted).hasValue(5);
    }
}
