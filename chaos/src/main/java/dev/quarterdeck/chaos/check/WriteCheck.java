package dev.quarterdeck.chaos.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every acknowledged write is there, every refused one is not, nothing is there twice or from nowhere; and each change fits what was before it: an update
 * stands on the revision that it named, so none is lost.
 */
final class WriteCheck {
    private final History history;
    private final Map<String, Operation.Write> writes = new HashMap<>();
    private final List<Operation.Delete> deletes = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    private WriteCheck(History history, List<Operation> operations) {
        this.history = history;
        for (Operation operation : operations) {
            if (operation instanceof Operation.Write write) {
                writes.put(write.token(), write);
            } else if (operation instanceof Operation.Delete delete) {
                deletes.add(delete);
            }
        }
    }

    static List<String> violations(History history, List<Operation> operations) {
        WriteCheck check = new WriteCheck(history, operations);
        check.fates();
        check.deletions();
        check.replay();
        return check.violations;
    }

    private void fates() {
        for (Operation.Write write : writes.values()) {
            HistoryEntry entry = history.wrote(write.token());
            switch (write.fate()) {
                case ACKNOWLEDGED -> {
                    if (entry == null) {
                        violations.add("lost: " + write);
                    } else if (entry.revision() != write.revision()
                            || !entry.name().equals(write.name())) {
                        violations.add("acknowledged as something else: " + write + ", but it is " + entry);
                    }
                }
                case REFUSED -> {
                    if (entry != null) {
                        violations.add("refused, but took effect: " + write + " as " + entry);
                    }
                }
                case UNKNOWN -> {}
            }
        }
    }

    /** A deletion removed one object, and only one was told so. */
    private void deletions() {
        Set<String> acknowledged = new HashSet<>();
        int unknown = 0;
        for (Operation.Delete delete : deletes) {
            switch (delete.fate()) {
                case ACKNOWLEDGED -> {
                    if (!acknowledged.add(delete.uid())) {
                        violations.add("deleted twice: " + delete);
                    }
                    if (history.deletion(delete.uid()) == null) {
                        violations.add("lost: " + delete);
                    }
                }
                case REFUSED -> {}
                case UNKNOWN -> unknown++;
            }
        }
        long happened =
                history.entries().stream().filter(HistoryEntry::isDeletion).count();
        if (happened > acknowledged.size() + unknown) {
            violations.add("a refused deletion took effect: " + happened + " happened, " + acknowledged.size()
                    + " were acknowledged and " + unknown + " are unknown");
        }
    }

    private void replay() {
        Map<String, HistoryEntry> state = new HashMap<>();
        long last = 0;
        for (HistoryEntry entry : history.entries()) {
            if (entry.revision() <= last) {
                violations.add("a revision twice or out of order: " + entry + " after " + last);
            }
            last = entry.revision();
            HistoryEntry before = state.get(entry.name());
            String misfit = misfit(entry, before);
            if (misfit != null) {
                violations.add(misfit + ": " + entry + " after " + before);
            }
            if (entry.isDeletion()) {
                state.remove(entry.name());
            } else {
                state.put(entry.name(), entry);
            }
        }
    }

    private @Nullable String misfit(HistoryEntry entry, @Nullable HistoryEntry before) {
        if (!entry.isDeletion() && !entry.equals(history.wrote(entry.token()))) {
            return "a write took effect twice";
        }
        Operation.Write write = writes.get(entry.token());
        if (write == null) {
            return "from nowhere";
        }
        if (entry.type().equals("ADDED")) {
            return before != null ? "created where something was" : null;
        }
        if (before == null || !before.uid().equals(entry.uid())) {
            return "changed what was not there";
        }
        if (entry.isDeletion()) {
            return before.token().equals(entry.token()) ? null : "a deletion that does not show the last state";
        }
        boolean update = write.kind() == Operation.WriteKind.UPDATE;
        if (update && write.base() != before.revision()) {
            return "an update that does not stand on what it named (" + write.base() + ")";
        }
        return entry.counter() == before.counter() + (update ? 1 : 0) ? null : "an update is lost";
    }
}
