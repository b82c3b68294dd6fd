package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.selector.LabelRequirement;
import dev.quarterdeck.kube.selector.LabelRequirement.Operator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is wrong with an affinity that a profile adds to every pod's (NodeAffinityArgs.addedAffinity), in the words of who reads selectors of nodes. */
final class AddedAffinity {
    private static final Map<String, Operator> OPERATORS = Map.of(
            "In", Operator.IN,
            "NotIn", Operator.NOT_IN,
            "Exists", Operator.EXISTS,
            "DoesNotExist", Operator.DOES_NOT_EXIST,
            "Gt", Operator.GREATER_THAN,
            "Lt", Operator.LESS_THAN);

    private AddedAffinity() {}

    static void check(ConfigurationTree affinity) {
        affinity.only(Set.of(
                "requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"));
        ConfigurationTree required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution");
        required.only(Set.of("nodeSelectorTerms"));
        for (ConfigurationTree term : required.get("nodeSelectorTerms").items()) {
            term.only(Set.of("matchExpressions", "matchFields"));
            term(term, term.path());
        }
        for (ConfigurationTree preferred :
                affinity.get("preferredDuringSchedulingIgnoredDuringExecution").items()) {
            preferred.only(Set.of("weight", "preference"));
            preferred.get("preference").only(Set.of("matchExpressions", "matchFields"));
            term(preferred.get("preference"), preferred.path());
        }
    }

    /** @param path as the reference names it, which leaves {@code preference} out */
    private static void term(ConfigurationTree term, String path) {
        ConfigurationTree named = new ConfigurationTree(term.node(), path, term.errors());
        for (ConfigurationTree each : named.get("matchExpressions").items()) {
            each.only(Set.of("key", "operator", "values"));
            expression(each);
        }
        for (ConfigurationTree each : named.get("matchFields").items()) {
            each.only(Set.of("key", "operator", "values"));
            field(each);
        }
    }

    private static void expression(ConfigurationTree requirement) {
        Operator operator = OPERATORS.get(requirement.get("operator").text(""));
        if (operator == null) {
            requirement.get("operator").notSupported("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt");
            return;
        }
        ConfigurationTree values = requirement.get("values");
        List<ConfigurationTree> items = values.items();
        String wrongCount = operator.wrongCount(items.size());
        if (!wrongCount.isEmpty()) {
            values.invalid(values.isSet() ? values.node().toString() : "null", wrongCount);
        }
        if (operator == Operator.GREATER_THAN || operator == Operator.LESS_THAN) {
            for (ConfigurationTree each : items) {
                if (!LabelRequirement.isInteger(each.text(""))) {
                    each.invalid("for 'Gt', 'Lt' operators, the value must be an integer");
                }
            }
        }
        requirement.get("key").labelName();
        for (ConfigurationTree each : items) {
            String key = requirement.get("key").text("");
            for (String problem : Formats.labelValue(each.text(""))) {
                new ConfigurationTree(each.node(), each.path() + "[" + key + "]", each.errors()).invalid(problem);
            }
        }
    }

    private static void field(ConfigurationTree requirement) {
        ConfigurationTree values = requirement.get("values");
        String operator = requirement.get("operator").text("");
        if (!operator.equals("In") && !operator.equals("NotIn")) {
            requirement.get("operator").notSupported("In", "NotIn");
        } else if (values.items().size() != 1) {
            values.invalid(values.isSet() ? values.node().toString() : "null", "must have one element");
        }
    }
}
