package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;

public final class ReplicaSetRules implements KindRules {

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        Check.notNegative(spec.at("replicas"));
        Check.notNegative(spec.at("minReadySeconds"));
        SelectorRules.required(spec.at("selector"), "deployment");
        SelectorRules.template(spec, "invalid label selector", true);
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        Check.immutable(object.at("spec", "selector"), old.at("spec", "selector"));
    }

    @Override
    public void status(Field object, Field old) {
        counts(object.at("status"), "cannot be greater than readyReplicas");
    }

    static void counts(Field status, String readyWords) {
        ReplicaStatusRules.notNegative(
                status,
                "replicas",
                "fullyLabeledReplicas",
                "readyReplicas",
                "availableReplicas",
                "observedGeneration",
                "terminatingReplicas");
        ReplicaStatusRules.atMost(
                status,
                "replicas",
                "cannot be greater than status.replicas",
                "fullyLabeledReplicas",
                "readyReplicas",
                "availableReplicas");
        ReplicaStatusRules.atMost(status, "readyReplicas", readyWords, "availableReplicas");
    }
}
