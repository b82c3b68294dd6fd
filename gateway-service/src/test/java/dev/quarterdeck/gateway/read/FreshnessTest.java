package dev.quarterdeck.gateway.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.FakeStateClient;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final StoredResource PODS = new StoredResource("", "pods");

    /** Answers when the test says so. */
    private final List<CompletableFuture<Long>> questions = new ArrayList<>();

    private final StateClient state = (StateClient) java.lang.reflect.Proxy.newProxyInstance(
            StateClient.class.getClassLoader(), new Class<?>[] {StateClient.class}, (proxy, method, arguments) -> {
                CompletableFuture<Long> question = new CompletableFuture<>();
                questions.add(question);
                return question;
            });
    private final Freshness freshness = new Freshness(state);

    @Test
    void thoseWhoComeWhileAQuestionIsOpenShareTheNextOne() {
        CompletableFuture<Long> first = freshness.newest(PODS);
        CompletableFuture<Long> second = freshness.newest(PODS);
        CompletableFuture<Long> third = freshness.newest(PODS);
        assertThat(questions).hasSize(1);

        questions.get(0).complete(5L);
        assertThat(first).isCompletedWithValue(5L);
        assertThat(second).isNotDone();
        assertThat(questions).hasSize(2);

        CompletableFuture<Long> fourth = freshness.newest(PODS);
        questions.get(1).complete(7L);
        assertThat(second).isCompletedWithValue(7L);
        assertThat(third).isCompletedWithValue(7L);
        assertThat(fourth).isNotDone();
        questions.get(2).complete(8L);
        assertThat(fourth).isCompletedWithValue(8L);
    }

    @Test
    void aFailedQuestionFailsThoseWhoAskedItAndNobodyElse() {
        CompletableFuture<Long> first = freshness.newest(PODS);
        CompletableFuture<Long> second = freshness.newest(PODS);
        questions.get(0).completeExceptionally(new IllegalStateException("gone"));
        assertThat(first).isCompletedExceptionally();
        assertThat(second).isNotDone();
        questions.get(1).complete(3L);
        assertThat(second).isCompletedWithValue(3L);
        freshness.newest(PODS);
        assertThat(questions).hasSize(3);
    }

    @Test
    void resourcesDoNotWaitForEachOther() {
        freshness.newest(PODS);
        freshness.newest(new StoredResource("", "secrets"));
        assertThat(questions).hasSize(2);
    }

    @Test
    void answersComeFromTheStore() {
        FakeStateClient fake = new FakeStateClient(new FakeResourceCaches());
        fake.put(PODS, "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"namespace\":\"b\"}}");
        assertThat(new Freshness(fake).newest(PODS)).isCompletedWithValue(1L);
    }
}
