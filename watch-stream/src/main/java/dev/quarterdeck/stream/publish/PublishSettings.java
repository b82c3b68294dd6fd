package dev.quarterdeck.stream.publish;

import java.time.Duration;

/**
 * How a {@link ChangePublisher} works.
 *
 * @param pace how long changes wait for company at most, other than those after a quiet time
 * @param rebuilt how many revisions below what was published a topic that Kafka has lost begins again: who follows is seldom further behind, and until the topics
 *     are rebuilt no cache that reads them moves
 */
public record PublishSettings(Duration pace, long rebuilt) {
    public static final PublishSettings DEFAULT = new PublishSettings(Duration.ofMillis(4), 1_000);

    public PublishSettings {
        if (rebuilt < 0) {
            throw new IllegalArgumentException("less than no revision is to be rebuilt: " + rebuilt);
        }
    }

    public PublishSettings withPace(Duration other) {
        return new PublishSettings(other, rebuilt);
    }
}
