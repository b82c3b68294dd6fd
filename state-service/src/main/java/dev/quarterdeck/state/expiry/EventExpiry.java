package dev.quarterdeck.state.expiry;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.kind.Trees;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.node.ObjectNode;

/**
 * Removes Events that nobody has seen again for their time to live. An event that is written meanwhile stays: its removal is conditional on the row that
 * was looked at. Replicas may do this at the same time. Blocks the calling thread; holds one page in memory.
 */
public final class EventExpiry {
    private static final StoredResource EVENTS = new StoredResource("", "events");
    private static final int PAGE = 200;
    private static final Author AUTHOR = Author.internal("event-expiry");

    private final ObjectStore store;
    private final InstantSource clock;
    private final Duration ttl;

    public EventExpiry(ObjectStore store, InstantSource clock, Duration ttl) {
        this.store = store;
        this.clock = clock;
        this.ttl = ttl;
    }

    /** Looks at every event once. Returns how many were removed. */
    public int run() {
        int removed = 0;
        ObjectKey after = null;
        List<CurrentObject> page;
        do {
            page = store.list(EVENTS, "", after, PAGE).join();
            List<CompletableFuture<CommitOutcome>> removals = new ArrayList<>();
            for (CurrentObject row : page) {
                ObjectNode event = Json.read(row.json());
                if (lastSeen(event).plus(ttl).isBefore(clock.instant())) {
                    removals.add(store.commit(
                            List.of(new Mutation.Remove(
                                    EVENTS, row.key(), row.uid(), row.revision(), EncodedObject.of(event))),
                            AUTHOR));
                }
                after = row.key();
            }
            for (CompletableFuture<CommitOutcome> removal : removals) {
                removed += removal.join() instanceof CommitOutcome.Committed ? 1 : 0;
            }
        } while (page.size() == PAGE);
        return removed;
    }

    /** The latest of all times that an event carries. What can't be read counts as long ago. */
    static Instant lastSeen(ObjectNode event) {
        Instant latest = Instant.EPOCH;
        for (String text : List.of(
                Trees.text(event, "metadata", "creationTimestamp"),
                Trees.text(event, "firstTimestamp"),
                Trees.text(event, "lastTimestamp"),
                Trees.text(event, "eventTime"),
                Trees.text(event, "series", "lastObservedTime"))) {
            if (!text.isEmpty()) {
                try {
                    Instant at = Instant.parse(text);
                    latest = at.isAfter(latest) ? at : latest;
                } catch (DateTimeException e) {
                    continue;
                }
            }
        }
        return latest;
    }
}
