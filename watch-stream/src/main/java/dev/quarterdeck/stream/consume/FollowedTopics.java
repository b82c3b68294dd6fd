package dev.quarterdeck.stream.consume;

import dev.quarterdeck.stream.consume.FollowedTopic.Stage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The topics that feed a process's caches, and which of them have something to be done for. Used by the consumer thread alone. */
final class FollowedTopics {
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, FollowedTopic> all = new HashMap<>();
    /** Those that are not followed, or not any more: what a step does must not grow with the topics that are at rest. */
    private final Set<FollowedTopic> unsettled = new LinkedHashSet<>();

    /** Whether there are topics that are assigned and not followed any more. */
    private boolean someLeft;

    /** @param nanoTime a monotonic clock */
    FollowedTopics(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** One to be filled; it takes the place of the one before it. */
    void add(FollowedTopic topic) {
        topic.retryAtNanos = nanoTime.getAsLong();
        FollowedTopic before = all.put(topic.partition, topic);
        if (before != null) {
            unsettled.remove(before);
        }
        unsettled.add(topic);
    }

    void remove(TopicPartition partition) {
        FollowedTopic gone = all.remove(partition);
        if (gone != null) {
            unsettled.remove(gone);
            someLeft = true;
        }
    }

    @Nullable
    FollowedTopic get(TopicPartition partition) {
        return all.get(partition);
    }

    Collection<FollowedTopic> all() {
        return all.values();
    }

    List<FollowedTopic> following() {
        return all.values().stream()
                .filter(topic -> topic.stage == Stage.FOLLOWING)
                .toList();
    }

    boolean noneIsFollowed() {
        return all.size() == unsettled.size();
    }

    boolean allAreFollowed() {
        return unsettled.isEmpty();
    }

    boolean someWereLeft() {
        return someLeft;
    }

    /** Those of a stage whose time has come. */
    List<FollowedTopic> due(Stage stage) {
        long now = nanoTime.getAsLong();
        List<FollowedTopic> due = new ArrayList<>();
        for (FollowedTopic topic : unsettled) {
            if (topic.stage == stage && now - topic.retryAtNanos >= 0) {
                due.add(topic);
            }
        }
        return due;
    }

    /** It is looked at again after that time. */
    void putOff(FollowedTopic topic, long nanos) {
        topic.retryAtNanos = nanoTime.getAsLong() + nanos;
    }

    /** Its cache is filled anew. */
    void startAgain(FollowedTopic topic) {
        unsettle(topic, Stage.NEW);
    }

    /** It is read on from where it is, once it is there again. */
    void leave(FollowedTopic topic) {
        unsettle(topic, Stage.FILLED);
    }

    /** As {@link #leave}; but the topic may be another by then, or have lost its beginning. */
    void doubt(FollowedTopic topic) {
        topic.doubted = true;
        leave(topic);
    }

    private void unsettle(FollowedTopic topic, Stage stage) {
        topic.stage = stage;
        unsettled.add(topic);
        someLeft = true;
    }

    /** Its records flow. */
    void settle(FollowedTopic topic) {
        topic.stage = Stage.FOLLOWING;
        unsettled.remove(topic);
    }

    /** What is assigned is what is followed. */
    void assigned() {
        someLeft = false;
    }
}
