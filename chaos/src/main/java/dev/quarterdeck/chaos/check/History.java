package dev.quarterdeck.chaos.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All changes of a namespace in order of revisions, with the questions that checks ask of them. */
final class History {
    private final List<HistoryEntry> entries;
    private final Map<String, NavigableMap<Long, HistoryEntry>> byName = new HashMap<>();
    private final Map<String, HistoryEntry> byToken = new HashMap<>();
    private final Map<String, HistoryEntry> deletions = new HashMap<>();

    History(List<HistoryEntry> entries) {
        this.entries = entries;
        for (HistoryEntry entry : entries) {
            byName.computeIfAbsent(entry.name(), n -> new TreeMap<>()).put(entry.revision(), entry);
            if (entry.isDeletion()) {
                deletions.put(entry.uid(), entry);
            } else {
                byToken.putIfAbsent(entry.token(), entry);
            }
        }
    }

    List<HistoryEntry> entries() {
        return entries;
    }

    @Nullable
    HistoryEntry at(String name, long revision) {
        return of(name).get(revision);
    }

    /** The change that wrote that token. */
    @Nullable
    HistoryEntry wrote(String token) {
        return byToken.get(token);
    }

    @Nullable
    HistoryEntry deletion(String uid) {
        return deletions.get(uid);
    }

    /** The first change of that object above a revision, or null. */
    @Nullable
    HistoryEntry next(String name, long revision) {
        Map.Entry<Long, HistoryEntry> next = of(name).higherEntry(revision);
        return next == null ? null : next.getValue();
    }

    /** The first revision not below {@code low} at which that object was not there, or -1. */
    long absentFrom(String name, long low) {
        Map.Entry<Long, HistoryEntry> before = of(name).floorEntry(low);
        if (before == null || before.getValue().isDeletion()) {
            return low;
        }
        for (HistoryEntry entry : of(name).tailMap(low, false).values()) {
            if (entry.isDeletion()) {
                return entry.revision();
            }
        }
        return -1;
    }

    private NavigableMap<Long, HistoryEntry> of(String name) {
        return byName.getOrDefault(name, new TreeMap<>());
    }
}
