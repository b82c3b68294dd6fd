package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pods that wait for a change that may help one of the rules that rejected them. A change is asked of those only that were rejected by a rule it may help. Not thread-safe. */
final class UnschedulablePods {
    private final WakeRule helps;
    private final OrderedPods all = new OrderedPods(Waiting.LONGEST_WAITING_FIRST);
    private final Map<Set<String>, Map<String, Waiting>> byRules = new HashMap<>();

    UnschedulablePods(WakeRule helps) {
        this.helps = helps;
    }

    void put(Waiting waiting) {
        remove(waiting.uid());
        all.put(waiting);
        byRules.computeIfAbsent(waiting.rejectedBy(), r -> new LinkedHashMap<>())
                .put(waiting.uid(), waiting);
    }

    @Nullable
    Waiting get(String uid) {
        return all.get(uid);
    }

    /** Null where it is not here. */
    @Nullable
    Waiting remove(String uid) {
        Waiting waiting = all.remove(uid);
        Map<String, Waiting> same = waiting == null ? null : byRules.get(waiting.rejectedBy());
        if (waiting != null && same != null) {
            same.remove(uid);
            if (same.isEmpty()) {
                byRules.remove(waiting.rejectedBy());
            }
        }
        return waiting;
    }

    /** The one that has waited for longest; null where there is none. */
    @Nullable
    Waiting oldest() {
        return all.first();
    }

    /** Takes away those that a change may help. */
    List<Waiting> takeHelped(ClusterChange change) {
        List<Waiting> helped = new ArrayList<>();
        byRules.forEach((rules, pods) -> {
            for (String rule : rules) {
                if (helps.mayHelpAnyPod(rule, change.kind())) {
                    pods.values().forEach(waiting -> {
                        if (mayHelp(waiting, change)) {
                            helped.add(waiting);
                        }
                    });
                    return;
                }
            }
        });
        helped.forEach(waiting -> remove(waiting.uid()));
        return helped;
    }

    boolean mayHelp(Waiting waiting, ClusterChange change) {
        for (String rule : waiting.rejectedBy()) {
            if (helps.mayHelp(rule, waiting.request(), change)) {
                return true;
            }
        }
        return false;
    }

    void forEach(Consumer<Waiting> each) {
        all.forEach(each);
    }

    int size() {
        return all.size();
    }
}
