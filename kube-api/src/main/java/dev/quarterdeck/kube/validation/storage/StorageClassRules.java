package dev.quarterdeck.kube.validation.storage;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

public final class StorageClassRules implements KindRules {

    @Override
    public void create(Field object) {
        Field provisioner = object.at("provisioner");
        if (Check.required(provisioner)) {
            String lower = provisioner.text().toLowerCase(Locale.ROOT);
            Formats.qualifiedName(lower).forEach(problem -> provisioner.invalidAs(Check.quoted(lower), problem));
        }
        ParameterRules.parameters(object.at("parameters"), true);
        if (!object.at("reclaimPolicy").isEmpty()) {
            Check.oneOf(object.at("reclaimPolicy"), "Delete", "Retain");
        }
        Field binding = object.at("volumeBindingMode");
        if (!binding.isSet()) {
            binding.required("");
        } else {
            Check.oneOf(binding, "Immediate", "WaitForFirstConsumer");
        }
        topologies(object.at("allowedTopologies"));
    }

    private static void topologies(Field topologies) {
        Set<Object> terms = new HashSet<>();
        for (Field topology : topologies.items()) {
            Field expressions = topology.at("matchLabelExpressions");
            if (!terms.add(expressions.node()) || expressions.isEmpty()) {
                expressions.duplicateAs("\"\"");
            }
            Set<String> keys = new HashSet<>();
            for (Field expression : topology.at("matchLabelExpressions").items()) {
                Check.required(expression.at("values"));
                Check.unique(expression.at("values").items());
                Check.qualifiedName(expression.at("key"));
                if (!keys.add(expression.at("key").text())) {
                    expression.at("key").duplicate();
                }
            }
        }
    }

    @Override
    public void update(Field object, Field old) {
        for (String field : new String[] {"parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"}) {
            Check.immutable(object.at(field), old.at(field));
        }
        topologies(object.at("allowedTopologies"));
    }
}
