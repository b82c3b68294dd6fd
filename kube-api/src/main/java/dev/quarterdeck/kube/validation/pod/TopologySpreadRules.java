package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.List;

/** Constraints on how evenly pods are spread over parts of the cluster. */
final class TopologySpreadRules {

    private TopologySpreadRules() {}

    static void constraints(Field constraints) {
        List<Field> all = constraints.items();
        for (int i = 0; i < all.size(); i++) {
            Field constraint = all.get(i);
            Check.positive(constraint.at("maxSkew"));
            Check.required(constraint.at("topologyKey"), "can not be empty");
            Field action = constraint.at("whenUnsatisfiable");
            Check.oneOf(action, "DoNotSchedule", "ScheduleAnyway");
            String pair = pair(constraint);
            if (all.subList(i + 1, all.size()).stream().anyMatch(c -> pair(c).equals(pair))) {
                constraint.at("{topologyKey, whenUnsatisfiable}").duplicateAs(Check.quoted(pair));
            }
            Field domains = constraint.at("minDomains");
            if (domains.isSet()) {
                Check.positive(domains);
                if (!action.is("DoNotSchedule")) {
                    domains.invalid("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + action.text());
                }
            }
            Check.oneOfIfSet(constraint.at("nodeAffinityPolicy"), "Honor", "Ignore");
            Check.oneOfIfSet(constraint.at("nodeTaintsPolicy"), "Honor", "Ignore");
            AffinityRules.labelKeys(constraint);
            Check.labelSelector(constraint.at("labelSelector"));
        }
    }

    private static String pair(Field constraint) {
        return "{" + constraint.at("topologyKey").text() + ", "
                + constraint.at("whenUnsatisfiable").text() + "}";
    }
}
