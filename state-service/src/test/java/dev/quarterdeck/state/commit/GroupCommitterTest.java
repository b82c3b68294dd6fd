package dev.quarterdeck.state.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.commit.BatchTransaction.FateUnknownException;
import dev.quarterdeck.state.commit.BatchTransaction.NotCommittedException;
import dev.quarterdeck.state.postgres.StoreBreakers;
import dev.quarterdeck.testkit.await.Await;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupCommitterTest {
    private static final StoredResource PODS = new StoredResource("", "pods");

    /** Does what the test says, in the order of batches. */
    private static final class ScriptedTransaction implements BatchTransaction {
        final List<Integer> batches = new CopyOnWriteArrayList<>();
        final CountDownLatch held = new CountDownLatch(1);
        volatile boolean hold;
        volatile boolean gone;
        volatile boolean losesAnswers;
        volatile boolean committedAfterAll;
        volatile boolean answersNonsense;

        @Override
        public Result run(List<MutationGroup> groups) throws NotCommittedException, FateUnknownException {
            batches.add(groups.size());
            List<CommitOutcome> outcomes = new ArrayList<>();
            groups.forEach(g -> outcomes.add(new CommitOutcome.Committed(List.of())));
            Result result = new Result(outcomes, List.of());
            if (hold) {
                await();
            }
            if (losesAnswers) {
                losesAnswers = false;
                throw new FateUnknownException(7, 1, result, new IllegalStateException("connection reset"));
            }
            if (gone) {
                throw new NotCommittedException(true, "gone", new IllegalStateException());
            }
            if (groups.stream()
                    .anyMatch(g -> g.mutations().getFirst().key().name().equals("bad"))) {
                throw new NotCommittedException(false, "bad", new IllegalStateException());
            }
            return result;
        }

        private void await() {
            try {
                held.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean wasCommitted(FateUnknownException unknown) throws NotCommittedException {
            if (gone) {
                throw new NotCommittedException(true, "still gone", new IllegalStateException());
            }
            if (answersNonsense) {
                throw new IllegalStateException("no such column");
            }
            return committedAfterAll;
        }

        @Override
        public void close() {}
    }

    private final ScriptedTransaction transaction = new ScriptedTransaction();
    private final CircuitBreaker breaker = StoreBreakers.named("test");
    private final GroupCommitter committer = new GroupCommitter(
            transaction,
            new CommitSettings(10, 1 << 20, 20, 1 << 20, Duration.ofMillis(300)),
            breaker,
            changes -> {},
            Thread::startVirtualThread,
            System::nanoTime);

    private final CommitterThread thread = new CommitterThread(committer);

    @AfterEach
    void close() {
        transaction.held.countDown();
        thread.close();
    }

    private CompletableFuture<CommitOutcome> submit(String name) {
        return committer.submit(new MutationGroup(
                List.of(new Mutation.Require(PODS, new ObjectKey("a", name), "u")), Author.internal("test")));
    }

    private static int code(CompletableFuture<?> answer) throws Exception {
        try {
            answer.get(20, TimeUnit.SECONDS);
            return 200;
        } catch (ExecutionException e) {
            return ((ApiException) e.getCause()).code();
        }
    }

    @Test
    void whatWaitsTogetherIsCommittedTogether() throws Exception {
        transaction.hold = true;
        List<CompletableFuture<?>> answers = new ArrayList<>(List.of(submit("first")));
        Await.until("the first is under way", Duration.ofSeconds(5), () -> transaction.batches.size() == 1);
        for (int i = 0; i < 15; i++) {
            answers.add(submit("o" + i));
        }
        transaction.held.countDown();
        for (CompletableFuture<?> answer : answers) {
            assertThat(code(answer)).isEqualTo(200);
        }
        assertThat(transaction.batches).containsExactly(1, 10, 5);
    }

    @Test
    void aFullQueueAnswers429() throws Exception {
        transaction.hold = true;
        submit("first");
        Await.until("the first is under way", Duration.ofSeconds(5), () -> transaction.batches.size() == 1);
        for (int i = 0; i < 20; i++) {
            assertThat(submit("o" + i)).isNotDone();
        }
        CompletableFuture<CommitOutcome> over = submit("over");
        assertThat(code(over)).isEqualTo(429);
        assertThat(over.handle((r, e) -> ((ApiException) e).details().retryAfterSeconds())
                        .join())
                .isPositive();
    }

    @Test
    void anUnreachableStoreAnswers503AtOnceAndIsFoundAgain() throws Exception {
        transaction.gone = true;
        assertThat(code(submit("a"))).isEqualTo(503);
        Await.until("writes are refused at once, without asking the store", Duration.ofSeconds(5), () -> {
            int asked = transaction.batches.size();
            return submit("b").isCompletedExceptionally() && transaction.batches.size() == asked;
        });
        transaction.gone = false;
        // as the probe of the store does
        breaker.transitionToClosedState();
        Await.until("it is found again", Duration.ofSeconds(5), () -> {
            try {
                return code(submit("d")) == 200;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void aRefusedWriteLeavesTheOthersAlone() throws Exception {
        transaction.hold = true;
        CompletableFuture<?> first = submit("first");
        Await.until("the first is under way", Duration.ofSeconds(5), () -> transaction.batches.size() == 1);
        CompletableFuture<?> good = submit("good");
        CompletableFuture<?> bad = submit("bad");
        CompletableFuture<?> better = submit("better");
        transaction.held.countDown();
        assertThat(List.of(code(first), code(good), code(bad), code(better))).containsExactly(200, 200, 500, 200);
    }

    @Test
    void aLostAnswerIsReadBack() throws Exception {
        transaction.losesAnswers = true;
        transaction.committedAfterAll = true;
        assertThat(code(submit("a"))).isEqualTo(200);
        transaction.losesAnswers = true;
        transaction.committedAfterAll = false;
        assertThat(code(submit("b"))).isEqualTo(503);
    }

    @Test
    void aFateThatCannotBeReadBackIsSaidToBeUnknown() throws Exception {
        transaction.losesAnswers = true;
        transaction.gone = true;
        CompletableFuture<CommitOutcome> answer = submit("a");
        assertThat(code(answer)).isEqualTo(504);
    }

    @Test
    void aFateThatCannotBeReadForWhateverReasonIsUnknownAndTheNextWriteGoesOn() throws Exception {
        transaction.losesAnswers = true;
        transaction.answersNonsense = true;
        assertThat(code(submit("a"))).isEqualTo(504);
        // as the probe of the store does
        breaker.transitionToClosedState();
        Await.until("the next is committed", Duration.ofSeconds(5), () -> {
            try {
                return code(submit("b")) == 200;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void closingCommitsWhatWaitsAndTakesNoMore() throws Exception {
        transaction.hold = true;
        CompletableFuture<?> first = submit("first");
        CompletableFuture<?> second = submit("second");
        CompletableFuture<Void> closing = CompletableFuture.runAsync(thread::close, Thread::startVirtualThread);
        Await.until(
                "no more is taken", Duration.ofSeconds(5), () -> submit("late").isCompletedExceptionally());
        transaction.held.countDown();
        closing.get(20, TimeUnit.SECONDS);
        assertThat(List.of(code(first), code(second))).containsExactly(200, 200);
    }
}
