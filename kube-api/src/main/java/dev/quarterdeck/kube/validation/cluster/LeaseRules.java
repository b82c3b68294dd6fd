package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;

public final class LeaseRules implements KindRules {

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        if (spec.at("leaseDurationSeconds").isSet()) {
            Check.positive(spec.at("leaseDurationSeconds"), "must be greater than 0");
        }
        Check.notNegative(spec.at("leaseTransitions"));
    }
}
