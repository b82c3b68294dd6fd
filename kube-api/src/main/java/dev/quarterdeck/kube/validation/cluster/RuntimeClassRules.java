package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.validation.pod.TolerationRules;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.MetadataRules;
import dev.quarterdeck.kube.validation.rule.ResourceNames;
import java.util.HashSet;
import java.util.Set;

public final class RuntimeClassRules implements KindRules {

    @Override
    public void create(Field object) {
        if (Check.required(object.at("handler"))) {
            Check.dnsLabel(object.at("handler"));
        }
        Field overhead = object.at("overhead");
        for (Field amount : overhead.at("podFixed").entries()) {
            Field limit = amount.as(overhead.at("limits").key(amount.name()));
            ResourceNames.container(limit);
            ResourceNames.amount(limit);
        }
        MetadataRules.labels(object.at("scheduling", "nodeSelector"));
        Field tolerations = object.at("scheduling", "tolerations");
        TolerationRules.tolerations(tolerations);
        Set<String> seen = new HashSet<>();
        for (Field toleration : tolerations.items()) {
            String key = toleration.at("key").text() + "/"
                    + toleration.at("operator").text() + "/"
                    + toleration.at("value").text() + "/"
                    + toleration.at("effect").text();
            if (!seen.add(key)) {
                toleration.duplicateAs(
                        toleration.struct("Key=", "Operator=", "Value=", "Effect=", "TolerationSeconds"));
            }
        }
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        Check.immutable(object.at("handler"), old.at("handler"));
    }
}
