package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;

/** Terms that pick nodes by labels and by name; used by pods, PersistentVolumes and devices. */
public final class NodeSelectorRules {

    private NodeSelectorRules() {}

    public static void selector(Field selector) {
        Field terms = selector.at("nodeSelectorTerms");
        if (terms.size() == 0) {
            terms.required("must have at least one node selector term");
            return;
        }
        terms.items().forEach(NodeSelectorRules::term);
    }

    static void term(Field term) {
        term.at("matchExpressions").items().forEach(NodeSelectorRules::expression);
        term.at("matchFields").items().forEach(NodeSelectorRules::field);
    }

    private static void expression(Field requirement) {
        Field values = requirement.at("values");
        switch (requirement.at("operator").text()) {
            case "In", "NotIn" -> {
                if (values.size() == 0) {
                    values.required("must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (values.size() > 0) {
                    values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            case "Gt", "Lt" -> {
                if (values.size() != 1) {
                    values.required("must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
            }
            default -> requirement.at("operator").invalid("not a valid selector operator");
        }
        Check.qualifiedName(requirement.at("key"));
        values.items().forEach(value -> value.invalid(Formats.labelValue(value.text())));
    }

    private static void field(Field requirement) {
        Field values = requirement.at("values");
        Field operator = requirement.at("operator");
        if (!operator.is("In") && !operator.is("NotIn")) {
            operator.invalid("not a valid selector operator");
        } else if (values.size() != 1) {
            values.required("must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }
        if (!requirement.at("key").is("metadata.name")) {
            requirement.at("key").invalid("not a valid field selector key");
        } else {
            values.items().forEach(Check::dnsSubdomain);
        }
    }
}
