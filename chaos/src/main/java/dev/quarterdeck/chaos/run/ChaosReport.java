package dev.quarterdeck.chaos.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run did and found. Used by one thread. */
public final class ChaosReport {
    private final List<String> violations = new ArrayList<>();
    private final Map<String, List<Long>> recoveries = new TreeMap<>();
    private final Map<String, Integer> faults = new TreeMap<>();
    private long writes;
    private long unknown;
    private long reads;
    private long changes;
    private int rounds;
    private Duration duration = Duration.ZERO;

    void fault(String kind) {
        faults.merge(kind, 1, Integer::sum);
    }

    void recovery(String kind, long millis) {
        recoveries.computeIfAbsent(kind, k -> new ArrayList<>()).add(millis);
    }

    void violation(String what) {
        violations.add(what);
    }

    void round(long writesOfIt, long unknownOfIt, long readsOfIt, long changesOfIt) {
        rounds++;
        writes += writesOfIt;
        unknown += unknownOfIt;
        reads += readsOfIt;
        changes += changesOfIt;
    }

    void took(Duration all) {
        duration = all;
    }

    /** Empty where the cluster kept all its promises. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Milliseconds, by kind of fault. */
    public Map<String, List<Long>> recoveries() {
        return recoveries;
    }

    public Map<String, Integer> faults() {
        return faults;
    }

    public long changes() {
        return changes;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                "%d min %d s, %d rounds, %d faults; %d writes acknowledged, %d unknown, %d reads and lists, %d changes in history, %d violations%n"
                        .formatted(
                                duration.toMinutes(),
                                duration.toSecondsPart(),
                                rounds,
                                faults.values().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum(),
                                writes,
                                unknown,
                                reads,
                                changes,
                                violations.size()));
        text.append("| fault | times | recovery p50 | p90 | most |\n|---|---|---|---|---|\n");
        faults.forEach((kind, times) -> {
            List<Long> millis = new ArrayList<>(recoveries.getOrDefault(kind, List.of(-1L)));
            millis.sort(null);
            text.append("| %s | %d | %d ms | %d ms | %d ms |%n"
                    .formatted(
                            kind,
                            times,
                            millis.get(millis.size() / 2),
                            millis.get(millis.size() * 9 / 10),
                            millis.getLast()));
        });
        violations.forEach(v -> text.append("VIOLATION ").append(v).append('\n'));
        return text.toString();
    }
}
