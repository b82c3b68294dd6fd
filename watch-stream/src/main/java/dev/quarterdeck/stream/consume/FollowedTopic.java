package dev.quarterdeck.stream.consume;

import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import org.apache.kafka.common.TopicPartition;

/** A cache and how far its feeding is. Used by the consumer thread alone. */
final class FollowedTopic {
    /** The stages of feeding a cache, in order; from any of them back to NEW where records are missing. */
    enum Stage {
        /** The end of the topic has to be learned. */
        NEW,
        /** The snapshot is on its way. */
        FILLING,
        /** Filled; the topic is not assigned yet, since it does not exist or because its offset was just learned. */
        FILLED,
        /** Records flow. */
        FOLLOWING
    }

    final ReplicatedResourceCache cache;
    final TopicPartition partition;
    Stage stage = Stage.NEW;
    /**
     * Where to read on. Begins with the end of the topic before the snapshot was asked for: every change above the snapshot comes at or after it. 0 where nobody
     * knows any more.
     */
    long offset;

    /** It was not there when it was looked for, or not what it had been; where it begins and ends now tells where to read on. */
    boolean doubted;

    /** What the snapshot on its way would show is not what is to be shown any more. */
    boolean outdated;

    int failures;
    /** By the consumer's clock. */
    long retryAtNanos;

    FollowedTopic(ReplicatedResourceCache cache, TopicPartition partition) {
        this.cache = cache;
        this.partition = partition;
    }
}
