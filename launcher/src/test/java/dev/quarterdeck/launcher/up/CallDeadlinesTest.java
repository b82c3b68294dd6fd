package dev.quarterdeck.launcher.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallDeadlinesTest {
    private final AtomicLong clock = new AtomicLong();
    private final CallDeadlines deadlines = new CallDeadlines(Duration.ofSeconds(60), clock::get);

    /** Its calls are under way when this returns. */
    private Future<String> waitFor(CompletableFuture<String> answer, int calls) {
        FutureTask<String> waiting = new FutureTask<>(() -> deadlines.await(answer));
        Thread.ofVirtual().start(waiting);
        awaitUnderWay(calls);
        return waiting;
    }

    private void awaitUnderWay(int calls) {
        while (deadlines.underWay() < calls) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsOverdueIsGivenUpAndTheRestIsNot() throws Exception {
        CompletableFuture<String> old = new CompletableFuture<>();
        Future<String> first = waitFor(old, 1);
        clock.addAndGet(Duration.ofSeconds(59).toNanos());
        CompletableFuture<String> young = new CompletableFuture<>();
        Future<String> second = waitFor(young, 2);
        deadlines.sweep();
        assertThat(old).isNotDone();

        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        deadlines.sweep();
        assertThatThrownBy(first::get).hasCauseInstanceOf(CancellationException.class);
        assertThat(old).isCancelled();
        assertThat(young).isNotDone();

        young.complete("answer");
        assertThat(second.get()).isEqualTo("answer");
        assertThat(deadlines.underWay()).as("none is kept").isZero();
    }

    @Test
    void whatFailedIsToldAsItIs() {
        CompletableFuture<String> broken = CompletableFuture.failedFuture(new IllegalStateException("broken"));
        assertThatThrownBy(() -> deadlines.await(broken))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("broken");
    }

    @Test
    void whoIsInterruptedWaitsNoMore() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        FutureTask<String> waiting = new FutureTask<>(() -> deadlines.await(answer));
        Thread thread = Thread.ofVirtual().start(waiting);
        awaitUnderWay(1);
        thread.interrupt();
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(deadlines.underWay()).isZero();
    }
}
