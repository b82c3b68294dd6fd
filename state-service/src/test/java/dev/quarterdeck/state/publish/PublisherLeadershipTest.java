package dev.quarterdeck.state.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.state.publish.PublisherSession.EndedException;
import dev.quarterdeck.stream.publish.RecentChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Step by step, on a clock of its own. */
class PublisherLeadershipTest {
    private final List<BooleanSupplier> terms = new ArrayList<>();
    private int ended;
    private int signs;
    private boolean lockIsFree;
    private boolean sessionIsLost;
    private boolean storeIsGone;
    private long now;

    private final PublisherLeadership leadership = new PublisherLeadership(
            () -> {
                if (storeIsGone) {
                    throw new EndedException(new IllegalStateException("connection refused"));
                }
                return new FakeSession();
            },
            leading -> {
                terms.add(leading);
                return () -> ended++;
            },
            new RecentChanges(),
            () -> now);

    private final class FakeSession implements PublisherSession {
        @Override
        public boolean tryLock() {
            return lockIsFree;
        }

        @Override
        public void lead() {}

        @Override
        public boolean heard(int millis) throws EndedException {
            now += millis * 1_000_000L;
            if (sessionIsLost) {
                throw new EndedException(new IllegalStateException("terminated by the server"));
            }
            return false;
        }

        @Override
        public void giveSignOfLife() {
            signs++;
        }

        @Override
        public void close() {}
    }

    private void steps(int count) {
        for (int i = 0; i < count; i++) {
            long pause = leadership.step();
            now += pause;
        }
    }

    @Test
    void leadsOnceTheLockIsFreeAndGivesASignOfLifeEachSecond() {
        steps(5);
        assertThat(leadership.isLeading()).isFalse();
        lockIsFree = true;
        steps(1);
        assertThat(leadership.isLeading()).isTrue();
        steps(20);
        assertThat(signs).isBetween(5, 6);
    }

    @Test
    void aLostSessionEndsTheTermForGoodAndAnotherMayBegin() {
        lockIsFree = true;
        steps(2);
        sessionIsLost = true;
        steps(1);
        assertThat(leadership.isLeading()).isFalse();
        assertThat(ended).as("waited for its publisher").isEqualTo(1);
        sessionIsLost = false;
        steps(2);
        assertThat(terms).hasSize(2);
        assertThat(terms.get(0).getAsBoolean())
                .as("a publisher that is slow to stop must not go on in the next term")
                .isFalse();
        assertThat(terms.get(1).getAsBoolean()).isTrue();
    }

    @Test
    void aStoreThatIsGoneIsTriedAgain() {
        storeIsGone = true;
        long before = now;
        steps(4);
        assertThat(now - before).as("without haste").isGreaterThan(1_000_000_000L);
        storeIsGone = false;
        lockIsFree = true;
        steps(2);
        assertThat(leadership.isLeading()).isTrue();
    }
}
