package dev.quarterdeck.chaos.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds what clients, watches and topics showed against the history in PostgreSQL. Pure; the answer is empty where everything fits. */
public final class Checker {
    private Checker() {}

    /**
     * What the clients of one namespace saw.
     *
     * @param watches what each showed, from the beginning, by a name for it
     * @param topic the records of the topic in their order, as they lie there: repeats are allowed
     * @param topicWasLost since the first change: it then begins again with a later one, and shows all from there
     */
    public record Observed(
            List<Operation> operations,
            Map<String, List<HistoryEntry>> watches,
            List<HistoryEntry> topic,
            boolean topicWasLost) {}

    /** @param entries every change of the namespace in order of revisions, as the history table has it */
    public static List<String> violations(List<HistoryEntry> entries, Observed observed) {
        History history = new History(entries);
        List<String> violations = new ArrayList<>();
        violations.addAll(WriteCheck.violations(history, observed.operations()));
        violations.addAll(OrderCheck.violations(history, observed.operations()));
        observed.watches()
                .forEach((name, seen) -> violations.addAll(Sequences.differences("the watch " + name, seen, entries)));
        violations.addAll(topic(entries, observed.topic(), observed.topicWasLost()));
        return violations;
    }

    /** As a consumer reads it, who drops what is not above the last revision taken. */
    private static List<String> topic(List<HistoryEntry> entries, List<HistoryEntry> records, boolean wasLost) {
        List<HistoryEntry> taken = new ArrayList<>();
        @Nullable HistoryEntry last = null;
        for (HistoryEntry record : records) {
            if (last == null || record.revision() > last.revision()) {
                taken.add(record);
                last = record;
            }
        }
        return Sequences.differences("the topic", taken, wasLost ? from(taken, entries) : entries);
    }

    /** Those from the first that was taken on; all, where none was. */
    private static List<HistoryEntry> from(List<HistoryEntry> taken, List<HistoryEntry> entries) {
        if (taken.isEmpty()) {
            return entries;
        }
        long first = taken.getFirst().revision();
        return entries.stream().filter(entry -> entry.revision() >= first).toList();
    }
}
