package dev.quarterdeck.stateclient.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedAnswersTest {
    private final List<CompletableFuture<Integer>> asked = new ArrayList<>();
    private final SharedAnswers<String, Integer> answers = new SharedAnswers<>(key -> {
        CompletableFuture<Integer> question = new CompletableFuture<>();
        asked.add(question);
        return question;
    });

    @Test
    void whoAsksWhileAQuestionIsUnderWaySharesTheNextOne() {
        CompletableFuture<Integer> first = answers.ask("pods");
        CompletableFuture<Integer> second = answers.ask("pods");
        CompletableFuture<Integer> third = answers.ask("pods");
        answers.ask("nodes");
        assertThat(asked).hasSize(2);
        asked.getFirst().complete(1);
        assertThat(first).isCompletedWithValue(1);
        assertThat(second).isNotDone();
        assertThat(asked).hasSize(3);
        asked.get(2).complete(2);
        assertThat(second).isCompletedWithValue(2);
        assertThat(third).isCompletedWithValue(2);
        answers.ask("pods");
        assertThat(asked).hasSize(4);
    }

    @Test
    void aFailureIsForThoseWhoShareIt() {
        CompletableFuture<Integer> first = answers.ask("pods");
        CompletableFuture<Integer> second = answers.ask("pods");
        asked.getFirst().completeExceptionally(new IllegalStateException());
        assertThat(first).isCompletedExceptionally();
        asked.get(1).complete(5);
        assertThat(second).isCompletedWithValue(5);
    }
}
