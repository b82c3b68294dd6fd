package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.validation.pod.PodTemplateRules;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;

public final class DaemonSetRules implements KindRules {

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        Field selector = spec.at("selector");
        Field template = spec.at("template");
        Check.labelSelector(selector);
        LabelSelector parsed = SelectorRules.parse(selector);
        if (parsed != null) {
            PodTemplateRules.matches(template, parsed);
        }
        if (selector.isSet() && Check.isEmptySelector(selector)) {
            selector.invalid("empty selector is invalid for daemonset");
        }
        PodTemplateRules.template(template);
        SelectorRules.alwaysRestarted(template, "DaemonSet");
        Check.notNegative(spec.at("minReadySeconds"));
        strategy(spec.at("updateStrategy"));
        Check.notNegative(spec.at("revisionHistoryLimit"));
    }

    private static void strategy(Field strategy) {
        Field rolling = strategy.at("rollingUpdate");
        switch (strategy.at("type").text()) {
            case "OnDelete" -> {}
            case "RollingUpdate" -> {
                if (!rolling.isSet()) {
                    rolling.required("");
                } else {
                    rolling(rolling);
                }
            }
            default -> strategy.unsupportedAs(strategy.struct("Type=", "RollingUpdate"), "RollingUpdate", "OnDelete");
        }
    }

    private static void rolling(Field rolling) {
        Field unavailable = rolling.at("maxUnavailable");
        Field surge = rolling.at("maxSurge");
        IntOrPercent.notNegative(unavailable);
        IntOrPercent.notNegative(surge);
        IntOrPercent.atMostAll(unavailable);
        IntOrPercent.atMostAll(surge);
        boolean away = IntOrPercent.value(unavailable) != 0;
        boolean more = IntOrPercent.value(surge) != 0;
        if (away && more) {
            surge.invalid("may not be set when maxUnavailable is non-zero");
        } else if (!away && !more) {
            unavailable.required("cannot be 0 when maxSurge is 0");
        }
    }

    @Override
    public void update(Field object, Field old) {
        Check.immutable(object.at("spec", "selector"), old.at("spec", "selector"));
        create(object);
    }

    @Override
    public void status(Field object, Field old) {
        Field status = object.at("status");
        ReplicaStatusRules.notNegative(
                status,
                "currentNumberScheduled",
                "numberMisscheduled",
                "desiredNumberScheduled",
                "numberReady",
                "observedGeneration",
                "updatedNumberScheduled",
                "numberAvailable",
                "numberUnavailable",
                "collisionCount");
        ReplicaStatusRules.neverLess(status.at("collisionCount"), old.at("status", "collisionCount"));
    }
}
