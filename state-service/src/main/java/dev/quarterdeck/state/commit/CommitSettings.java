package dev.quarterdeck.state.commit;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of group commit.
 *
 * @param batchSize at most this many writes share a transaction
 * @param batchBytes at most this many bytes of objects, unless a single write has more
 * @param queueSize writes that may wait; more are answered with 429
 * @param queueBytes bytes of objects that may wait; more are answered with 429
 * @param fatePatience how long a commit whose answer was lost is asked after, before its writers are told that its fate is unknown
 */
public record CommitSettings(
        @DefaultValue("500") int batchSize,
        @DefaultValue("8388608") long batchBytes,
        @DefaultValue("10000") int queueSize,
        @DefaultValue("67108864") long queueBytes,
        @DefaultValue("8s") Duration fatePatience) {
    public static final CommitSettings DEFAULT =
            new CommitSettings(500, 8L << 20, 10_000, 64L << 20, Duration.ofSeconds(8));

    public CommitSettings {
        if (batchSize < 1 || batchBytes < 1 || queueSize < 1 || queueBytes < 1) {
            throw new IllegalArgumentException("bounds of group commit must be positive");
        }
    }
}
