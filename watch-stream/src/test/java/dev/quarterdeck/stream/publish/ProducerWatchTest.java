package dev.quarterdeck.stream.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.stream.topic.StreamClients.Look;
import org.junit.jupiter.api.Test;

class ProducerWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private Look look = Look.THERE;
    private int looks;
    private long now;

    private final ProducerWatch watch = new ProducerWatch(
            () -> {
                looks++;
                return look;
            },
            () -> now);

    private String afterASecond(long asked, long answered) {
        now += SECOND;
        return watch.complaint(asked, answered);
    }

    @Test
    void whoComesOnIsLeftAloneAndNobodyIsAsked() {
        assertThat(afterASecond(10, 5)).isNull();
        assertThat(afterASecond(20, 6)).isNull();
        assertThat(afterASecond(20, 20)).isNull();
        assertThat(afterASecond(20, 20)).isNull();
        assertThat(looks).isZero();
    }

    @Test
    void whereTopicsAreGoneOneSecondIsEnough() {
        look = Look.GONE;
        assertThat(afterASecond(10, 0)).isEqualTo("topics are gone");
    }

    @Test
    void whereTopicsAreThereAndNothingIsAnsweredAnotherIsTried() {
        assertThat(afterASecond(10, 0)).isNull();
        assertThat(afterASecond(10, 0)).isNull();
        assertThat(afterASecond(11, 0)).isEqualTo("brokers answer, but take no records");
    }

    @Test
    void oneAnswerBeginsTheCountAnew() {
        assertThat(afterASecond(10, 0)).isNull();
        assertThat(afterASecond(10, 0)).isNull();
        assertThat(afterASecond(10, 1)).isNull();
        assertThat(afterASecond(10, 1)).isNull();
        assertThat(afterASecond(10, 1)).isNull();
        assertThat(afterASecond(10, 1)).isNotNull();
    }

    @Test
    void whereNoBrokerAnswersAnotherProducerWouldNotBeBetter() {
        look = Look.UNKNOWN;
        for (int i = 0; i < 10; i++) {
            assertThat(afterASecond(10, 0)).isNull();
        }
    }
}
