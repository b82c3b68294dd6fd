package dev.quarterdeck.controller.autoscaling;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an autoscaler recommended and did of late; kept in memory, so a new leader begins with none.
 *
 * @param recommendations before they were smoothed
 * @param ups how many replicas were added, and when
 * @param downs as {@code ups}, of those taken away
 */
record ScaleHistory(List<Entry> recommendations, List<Entry> ups, List<Entry> downs) {

    record Entry(int replicas, Instant at) {}

    static ScaleHistory of(int current, Instant now) {
        return new ScaleHistory(List.of(new Entry(current, now)), List.of(), List.of());
    }

    /** With one more recommendation, without those older than {@code keep}. */
    ScaleHistory recommended(int replicas, Instant now, Duration keep) {
        return new ScaleHistory(with(recommendations, new Entry(replicas, now), keep), ups, downs);
    }

    /** With one more change of the scale, without those older than {@code keep}. */
    ScaleHistory scaled(int before, int after, Instant now, Duration keep) {
        return after > before
                ? new ScaleHistory(recommendations, with(ups, new Entry(after - before, now), keep), downs)
                : new ScaleHistory(recommendations, ups, with(downs, new Entry(before - after, now), keep));
    }

    private static List<Entry> with(List<Entry> entries, Entry entry, Duration keep) {
        Instant oldest = entry.at().minus(keep);
        return Stream.concat(entries.stream().filter(e -> !e.at().isBefore(oldest)), Stream.of(entry))
                .toList();
    }

    /** By how much the changes of the last {@code period} sum up. */
    static int sum(List<Entry> changes, Duration period, Instant now) {
        Instant oldest = now.minus(period);
        return changes.stream()
                .filter(e -> e.at().isAfter(oldest))
                .mapToInt(Entry::replicas)
                .sum();
    }
}
