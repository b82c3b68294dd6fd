package dev.quarterdeck.controller.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchesTest {
    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    private final Set<Integer> tried = ConcurrentHashMap.newKeySet();

    @Test
    void everythingIsDoneOnce() throws Exception {
        assertThat(new Batches(16).run(HUNDRED, tried::add)).isNull();
        assertThat(tried).hasSize(100);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 3", "2, 3", "3, 7", "20, 31", "40, 47"})
    void afterABatchWithAFailureNoOtherIsBegun(int bad, int expected) throws Exception {
        ApiException failure = new Batches(16).run(HUNDRED, i -> {
            tried.add(i);
            if (i == bad) {
                throw ApiException.badRequest("no");
            }
            return true;
        });
        assertThat(failure).hasMessage("no");
        assertThat(tried).hasSize(expected);
    }

    @Test
    void itEndsWhereNoOtherNeedsToBeTried() throws Exception {
        assertThat(Batches.ONE_BY_ONE.run(HUNDRED, i -> tried.add(i) && i < 4)).isNull();
        assertThat(tried).hasSize(5);
    }

    @Test
    void thingsOfABatchRunTogether() throws Exception {
        CyclicBarrier two = new CyclicBarrier(2);
        AtomicInteger met = new AtomicInteger();
        new Batches(2).run(List.of(0, 1, 2), i -> {
            try {
                if (i > 0) {
                    two.await(20, TimeUnit.SECONDS);
                    met.incrementAndGet();
                }
                return true;
            } catch (java.util.concurrent.BrokenBarrierException | java.util.concurrent.TimeoutException e) {
                return false;
            }
        });
        assertThat(met).hasValue(2);
    }

    @Test
    void whatIsNoAnswerOfTheServerIsThrown() {
        assertThatThrownBy(() -> new Batches(4).run(HUNDRED, i -> {
                    if (i == 2) {
                        throw new IllegalStateException("broken");
                    }
                    return true;
                }))
                .hasMessage("broken");
    }
}
