package dev.quarterdeck.state.admission.match;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a webhook, a policy or a binding says about the requests that it is for.
 *
 * @param equivalent whether rules also match the other versions of a resource
 * @param always whether no rules mean all requests, as in bindings; elsewhere they mean none
 */
public record MatchCriteria(
        LabelSelector namespaces,
        LabelSelector objects,
        boolean equivalent,
        List<ResourceRule> rules,
        List<ResourceRule> excluded,
        boolean always) {

    /** A binding that says nothing. */
    public static final MatchCriteria EVERYTHING =
            new MatchCriteria(LabelSelectors.EVERYTHING, LabelSelectors.EVERYTHING, true, List.of(), List.of(), true);

    /** Of one webhook. */
    public static MatchCriteria ofWebhook(ObjectNode webhook) {
        return of(webhook, "rules", false);
    }

    /** {@code matchConstraints} or {@code matchResources}. */
    public static MatchCriteria ofMatchResources(@Nullable ObjectNode match) {
        return match == null ? EVERYTHING : of(match, "resourceRules", true);
    }

    private static MatchCriteria of(ObjectNode node, String rules, boolean always) {
        List<ResourceRule> own = ResourceRule.listOf(node, rules);
        return new MatchCriteria(
                selector(node, "namespaceSelector"),
                selector(node, "objectSelector"),
                !Trees.text(node, "matchPolicy").equals("Exact"),
                own,
                ResourceRule.listOf(node, "excludeResourceRules"),
                always && own.isEmpty());
    }

    private static LabelSelector selector(ObjectNode node, String field) {
        ObjectNode selector = Trees.objectAt(node, field);
        return selector == null ? LabelSelectors.EVERYTHING : LabelSelectors.of(selector);
    }
}
