package dev.quarterdeck.chaos.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says where two things part that should be the same. */
final class Sequences {
    private static final int SHOWN = 5;

    private Sequences() {}

    /** Empty where the same. */
    static List<String> differences(String what, List<HistoryEntry> seen, List<HistoryEntry> history) {
        int i = 0;
        while (i < seen.size() && i < history.size() && seen.get(i).equals(history.get(i))) {
            i++;
        }
        if (i == seen.size() && i == history.size()) {
            return List.of();
        }
        return List.of(what + " parts from history after " + i + " changes: it shows "
                + seen.subList(i, Math.min(seen.size(), i + SHOWN)) + " where there was "
                + history.subList(i, Math.min(history.size(), i + SHOWN)));
    }

    static String difference(Map<String, Long> seen, Map<String, Long> state) {
        List<String> all = new ArrayList<>();
        state.forEach((name, revision) -> {
            if (!revision.equals(seen.get(name))) {
                all.add(name + " is " + revision + ", shown " + seen.get(name));
            }
        });
        seen.forEach((name, revision) -> {
            if (!state.containsKey(name)) {
                all.add(name + " is not there, shown " + revision);
            }
        });
        return String.join("; ", all.subList(0, Math.min(SHOWN, all.size())));
    }
}
