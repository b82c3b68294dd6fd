package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Affinity to nodes, and to and from other pods. */
final class AffinityRules {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    private AffinityRules() {}

    static void affinity(Field affinity) {
        Field node = affinity.at("nodeAffinity");
        if (node.at(REQUIRED).isSet()) {
            NodeSelectorRules.selector(node.at(REQUIRED));
        }
        for (Field term : node.at(PREFERRED).items()) {
            weight(term);
            NodeSelectorRules.term(term.at("preference"));
        }
        pods(affinity.at("podAffinity"));
        pods(affinity.at("podAntiAffinity"));
    }

    private static void weight(Field term) {
        long weight = term.at("weight").number();
        if (weight < 1 || weight > 100) {
            term.at("weight").invalidAs(Long.toString(weight), "must be in the range 1-100");
        }
    }

    private static void pods(Field affinity) {
        affinity.at(REQUIRED).items().forEach(AffinityRules::term);
        for (Field term : affinity.at(PREFERRED).items()) {
            weight(term);
            term(term.at("podAffinityTerm"));
        }
    }

    private static void term(Field term) {
        Check.labelSelector(term.at("labelSelector"));
        Check.labelSelector(term.at("namespaceSelector"));
        for (Field namespace : term.at("namespaces").items()) {
            for (String problem : Formats.dnsLabel(namespace.text())) {
                term.at("namespace").invalidAs(namespace.shown(), problem);
            }
        }
        labelKeys(term);
        Field key = term.at("topologyKey");
        Check.required(key, "can not be empty");
        Check.qualifiedName(key);
    }

    /** Keys whose values are taken from the pod itself: each a label's, none both matched and mismatched. */
    static void labelKeys(Field term) {
        Field matched = term.at("matchLabelKeys");
        Field mismatched = term.at("mismatchLabelKeys");
        for (Field keys : List.of(matched, mismatched)) {
            if (keys.size() > 0 && !term.at("labelSelector").isSet()) {
                keys.forbidden("must not be specified when labelSelector is not set");
            } else {
                keys.items().forEach(Check::qualifiedName);
            }
        }
        Set<String> others = new HashSet<>();
        mismatched.items().forEach(key -> others.add(key.text()));
        for (Field key : matched.items()) {
            if (others.contains(key.text())) {
                key.invalid("exists in both matchLabelKeys and mismatchLabelKeys");
            }
        }
    }
}
