package dev.quarterdeck.controller.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.SuccessPolicyRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * Whether enough indexes of a Job have succeeded by its {@code successPolicy} (KEP-3998). Pure.
 *
 * <pre>
 * succeededIndexes   succeededCount   → met when
 * set                absent             all of them have
 * set                n                  n of them have
 * absent             n                  n indexes have
 * </pre>
 */
final class SuccessRules {
    private SuccessRules() {}

    /** What the condition says; empty where no rule is met. */
    static Optional<String> met(Job job, Set<Integer> completed, int completions) {
        if (job.getSpec().getSuccessPolicy() == null || completed.isEmpty()) {
            return Optional.empty();
        }
        List<SuccessPolicyRule> rules = job.getSpec().getSuccessPolicy().getRules();
        for (int i = 0; i < rules.size(); i++) {
            if (isMet(rules.get(i), completed, completions)) {
                return Optional.of("Matched rules at index " + i);
            }
        }
        return Optional.empty();
    }

    private static boolean isMet(SuccessPolicyRule rule, Set<Integer> completed, int completions) {
        Integer enough = rule.getSucceededCount();
        if (rule.getSucceededIndexes() == null) {
            return enough != null && completed.size() >= enough;
        }
        SortedSet<Integer> named = Indexes.parse(rule.getSucceededIndexes(), completions);
        long there = named.stream().filter(completed::contains).count();
        return !named.isEmpty() && (there == named.size() || (enough != null && there >= enough));
    }
}
