package dev.quarterdeck.gateway.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.FakeStateClient;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.SnapshotSource.Progress;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final StoredResource PODS = new StoredResource("", "pods");

    /** Answers when the test says so. */
    private final List<CompletableFuture<Progress>> questions = new ArrayList<>();

    private final StateClient state = (StateClient) java.lang.reflect.Proxy.newProxyInstance(
            StateClient.class.getClassLoader(), new Class<?>[] {StateClient.class}, (proxy, method, arguments) -> {
                CompletableFuture<Progress> question = new CompletableFuture<>();
                questions.add(question);
                return question;
            });
    private final Freshness freshness = new Freshness(state);

    private static Progress at(long revision) {
        return new Progress(revision, revision);
    }

    @Test
    void thoseWhoComeWhileAQuestionIsOpenShareTheNextOne() {
        CompletableFuture<Progress> first = freshness.progress(PODS);
        CompletableFuture<Progress> second = freshness.progress(PODS);
        CompletableFuture<Progress> third = freshness.progress(PODS);
        assertThat(questions).hasSize(1);

        questions.get(0).complete(at(5));
        assertThat(first).isCompletedWithValue(at(5));
        assertThat(second).isNotDone();
        assertThat(questions).hasSize(2);

        CompletableFuture<Progress> fourth = freshness.progress(PODS);
        questions.get(1).complete(at(7));
        assertThat(second).isCompletedWithValue(at(7));
        assertThat(third).isCompletedWithValue(at(7));
        assertThat(fourth).isNotDone();
        questions.get(2).complete(at(8));
        assertThat(fourth).isCompletedWithValue(at(8));
    }

    @Test
    void aFailedQuestionFailsThoseWhoAskedItAndNobodyElse() {
        CompletableFuture<Progress> first = freshness.progress(PODS);
        CompletableFuture<Progress> second = freshness.progress(PODS);
        questions.get(0).completeExceptionally(new IllegalStateException("gone"));
        assertThat(first).isCompletedExceptionally();
        assertThat(second).isNotDone();
        questions.get(1).complete(at(3));
        assertThat(second).isCompletedWithValue(at(3));
        freshness.progress(PODS);
        assertThat(questions).hasSize(3);
    }

    @Test
    void resourcesDoNotWaitForEachOther() {
        freshness.progress(PODS);
        freshness.progress(new StoredResource("", "secrets"));
        assertThat(questions).hasSize(2);
    }

    @Test
    void answersComeFromTheStore() {
        FakeStateClient fake = new FakeStateClient(new FakeResourceCaches());
        fake.put(PODS, "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"namespace\":\"b\"}}");
        assertThat(new Freshness(fake).newest(PODS)).isCompletedWithValue(1L);
    }
}
