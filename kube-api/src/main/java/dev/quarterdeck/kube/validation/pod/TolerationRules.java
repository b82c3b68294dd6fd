package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.List;

/** Tolerations of taints; RuntimeClasses have them too. */
public final class TolerationRules {

    private TolerationRules() {}

    public static void tolerations(Field tolerations) {
        for (Field toleration : tolerations.items()) {
            Field key = toleration.at("key");
            Field operator = toleration.at("operator");
            Field value = toleration.at("value");
            Field effect = toleration.at("effect");
            if (!key.isEmpty()) {
                Check.qualifiedName(key);
            } else if (!operator.is("Exists")) {
                operator.invalid(
                        "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
            }
            if (toleration.at("tolerationSeconds").isSet() && !effect.is("NoExecute")) {
                effect.invalid("effect must be 'NoExecute' when `tolerationSeconds` is set");
            }
            switch (operator.text()) {
                case "", "Equal" -> {
                    List<String> problems = Formats.labelValue(value.text());
                    if (!problems.isEmpty()) {
                        operator.invalidAs(value.shown(), String.join(";", problems));
                    }
                }
                case "Exists" -> {
                    if (!value.isEmpty()) {
                        operator.invalidAs(value.shown(), "value must be empty when `operator` is 'Exists'");
                    }
                }
                case "Lt", "Gt" -> operator.unsupported("Equal", "Exists", "Lt", "Gt");
                default -> operator.unsupported("Equal", "Exists");
            }
            if (!effect.isEmpty()) {
                Check.oneOf(effect, "NoSchedule", "PreferNoSchedule", "NoExecute");
            }
        }
    }
}
