package dev.quarterdeck.kube.validation.device;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;

/** Taints of devices and what claims tolerate. */
final class DeviceTaintRules {

    private DeviceTaintRules() {}

    static void taint(Field taint) {
        Check.qualifiedName(taint.at("key"));
        if (!taint.at("value").isEmpty()) {
            taint.at("value").invalid(Formats.labelValue(taint.at("value").text()));
        }
        Check.requiredOneOf(taint.at("effect"), "NoExecute", "NoSchedule", "None");
    }

    static void toleration(Field toleration) {
        if (!toleration.at("key").isEmpty()) {
            Check.qualifiedName(toleration.at("key"));
        }
        Field value = toleration.at("value");
        Field operator = toleration.at("operator");
        if (operator.is("Exists")) {
            if (!value.isEmpty()) {
                value.invalid("must be empty for operator `Exists`");
            }
        } else if (Check.requiredOneOf(operator, "Equal", "Exists")) {
            value.invalid(Formats.labelValue(value.text()));
        }
        if (!toleration.at("effect").isEmpty()) {
            Check.oneOf(toleration.at("effect"), "NoExecute", "NoSchedule");
        }
    }
}
