package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;

public final class DeploymentRules implements KindRules {

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        Check.notNegative(spec.at("replicas"));
        SelectorRules.required(spec.at("selector"), "deployment");
        SelectorRules.template(spec, "invalid label selector", true);
        strategy(spec.at("strategy"));
        Check.notNegative(spec.at("minReadySeconds"));
        Check.notNegative(spec.at("revisionHistoryLimit"));
        Field deadline = spec.at("progressDeadlineSeconds");
        if (deadline.isSet()) {
            Check.notNegative(deadline);
            if (deadline.number() <= spec.at("minReadySeconds").number()) {
                deadline.invalid("must be greater than minReadySeconds");
            }
        }
    }

    private static void strategy(Field strategy) {
        Field rolling = strategy.at("rollingUpdate");
        switch (strategy.at("type").text()) {
            case "Recreate" -> {
                if (rolling.isSet()) {
                    rolling.forbidden("may not be specified when strategy `type` is 'Recreate'");
                }
            }
            case "RollingUpdate" -> {
                if (!rolling.isSet()) {
                    rolling.required("this should be defaulted and never be nil");
                } else {
                    rolling(rolling);
                }
            }
            default -> strategy.unsupportedAs(strategy.struct("Type=", "RollingUpdate"), "Recreate", "RollingUpdate");
        }
    }

    private static void rolling(Field rolling) {
        Field unavailable = rolling.at("maxUnavailable");
        Field surge = rolling.at("maxSurge");
        IntOrPercent.notNegative(unavailable);
        IntOrPercent.notNegative(surge);
        if (IntOrPercent.value(unavailable) == 0 && IntOrPercent.value(surge) == 0) {
            unavailable.invalid("may not be 0 when `maxSurge` is 0");
        }
        IntOrPercent.atMostAll(unavailable);
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        Check.immutable(object.at("spec", "selector"), old.at("spec", "selector"));
    }

    @Override
    public void status(Field object, Field old) {
        Field status = object.at("status");
        ReplicaStatusRules.notNegative(
                status,
                "observedGeneration",
                "replicas",
                "updatedReplicas",
                "readyReplicas",
                "availableReplicas",
                "unavailableReplicas",
                "terminatingReplicas",
                "collisionCount");
        ReplicaStatusRules.atMost(
                status,
                "replicas",
                "cannot be greater than status.replicas",
                "updatedReplicas",
                "readyReplicas",
                "availableReplicas");
        ReplicaStatusRules.atMost(status, "readyReplicas", "cannot be greater than readyReplicas", "availableReplicas");
        ReplicaStatusRules.neverLess(status.at("collisionCount"), old.at("status", "collisionCount"));
    }
}
