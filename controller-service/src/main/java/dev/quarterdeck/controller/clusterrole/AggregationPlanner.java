package dev.quarterdeck.controller.clusterrole;

import dev.quarterdeck.controller.owner.Selectors;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides the rules of an aggregated role. Pure.
 *
 * <pre>
 * role                     rules                           → what
 * no aggregation rule      any                               nothing
 * aggregation rule         those of the selected roles       nothing
 * aggregation rule         others                            replace
 * </pre>
 */
final class AggregationPlanner {
    private AggregationPlanner() {}

    static Optional<ClusterRole> plan(ClusterRole role, Collection<ClusterRole> all) {
        if (role.getAggregationRule() == null) {
            return Optional.empty();
        }
        Set<PolicyRule> rules = new LinkedHashSet<>();
        all.stream()
                .filter(other ->
                        !other.getMetadata().getName().equals(role.getMetadata().getName()))
                .filter(other -> role.getAggregationRule().getClusterRoleSelectors().stream()
                        .anyMatch(selector -> Selectors.matches(selector, other)))
                .sorted(Comparator.comparing(other -> other.getMetadata().getName()))
                .forEach(other -> rules.addAll(rules(other)));
        return List.copyOf(rules).equals(rules(role))
                ? Optional.empty()
                : Optional.of(new ClusterRoleBuilder(role)
                        .withRules(List.copyOf(rules))
                        .build());
    }

    /** An aggregated role that was never filled is stored with null rules. */
    private static List<PolicyRule> rules(ClusterRole role) {
        return role.getRules() == null ? List.of() : role.getRules();
    }
}
