package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.ConditionRules;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.NameRule;

public final class DisruptionBudgetRules implements KindRules {

    @Override
    public NameRule names() {
        return NameRule.PATH_SEGMENT;
    }

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        Field available = spec.at("minAvailable");
        Field unavailable = spec.at("maxUnavailable");
        if (available.isSet() && unavailable.isSet()) {
            spec.invalidAs(
                    spec.struct("MinAvailable", "Selector", "MaxUnavailable", "UnhealthyPodEvictionPolicy"),
                    "minAvailable and maxUnavailable cannot be both set");
        }
        for (Field part : new Field[] {available, unavailable}) {
            if (part.isSet()) {
                IntOrPercent.notNegative(part);
                IntOrPercent.atMostAll(part);
            }
        }
        Check.labelSelector(spec.at("selector"));
        Check.oneOfIfSet(spec.at("unhealthyPodEvictionPolicy"), "AlwaysAllow", "IfHealthyBudget");
    }

    @Override
    public void status(Field object, Field old) {
        ReplicaStatusRules.notNegative(
                object.at("status"), "disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods");
        ConditionRules.conditions(object.at("status", "conditions"));
    }
}
