package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.kube.validation.pod.PodTemplateRules;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A selector that finds the pods of its own template, and the template; shared by the kinds of apps/v1. */
final class SelectorRules {

    private SelectorRules() {}

    /** @param kind how the message names the kind */
    static void required(Field selector, String kind) {
        if (!selector.isSet()) {
            selector.required("");
            return;
        }
        Check.labelSelector(selector);
        if (Check.isEmptySelector(selector)) {
            selector.invalid("empty selector is invalid for " + kind);
        }
    }

    /** Null where it is not valid, which is then reported elsewhere. */
    static @Nullable LabelSelector parse(Field selector) {
        try {
            return LabelSelectors.of(selector.node() instanceof ObjectNode o ? o : null);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static void template(Field spec, String invalidWords, boolean onlyAlways) {
        Field template = spec.at("template");
        LabelSelector selector = parse(spec.at("selector"));
        if (selector == null) {
            spec.at("selector").invalid(invalidWords);
            return;
        }
        if (!selector.isEverything()) {
            PodTemplateRules.matches(template, selector);
        }
        PodTemplateRules.template(template);
        if (onlyAlways) {
            alwaysRestarted(template, "ReplicaSet");
        }
    }

    static void alwaysRestarted(Field template, String kind) {
        Field policy = template.at("spec", "restartPolicy");
        if (!policy.is("Always")) {
            policy.unsupported("Always");
        }
        Field deadline = template.at("spec", "activeDeadlineSeconds");
        if (deadline.isSet()) {
            deadline.forbidden("activeDeadlineSeconds in " + kind + " is not Supported");
        }
    }
}
