package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.kube.validation.pod.PodTemplateRules;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import java.util.HashMap;
import java.util.Map;

public final class ReplicationControllerRules implements KindRules {

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        Check.notNegative(spec.at("minReadySeconds"));
        Field selector = spec.at("selector");
        if (selector.isEmpty()) {
            selector.required("");
        }
        Check.notNegative(spec.at("replicas"));
        Field template = spec.at("template");
        if (!Check.required(template)) {
            return;
        }
        Map<String, String> labels = new HashMap<>();
        selector.entries().forEach(label -> labels.put(label.name(), label.text()));
        if (!labels.isEmpty()) {
            PodTemplateRules.matches(template, LabelSelectors.ofMap(labels));
        }
        PodTemplateRules.template(template);
        SelectorRules.alwaysRestarted(template, "ReplicationController");
    }

    @Override
    public void status(Field object, Field old) {
        ReplicaSetRules.counts(object.at("status"), "cannot be greater than readyReplicas");
    }
}
