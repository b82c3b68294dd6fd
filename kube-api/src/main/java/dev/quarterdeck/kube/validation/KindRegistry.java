package dev.quarterdeck.kube.validation;

import dev.quarterdeck.kube.validation.rule.KindRules;
import java.util.HashMap;
import java.util.Map;

/** Which kind has which rules; keys are {@code group/kind}, or {@code group/version/kind} where versions differ. */
final class KindRegistry {

    private KindRegistry() {}

    static Map<String, KindRules> rules() {
        Map<String, KindRules> rules = new HashMap<>();
        return rules;
    }
}
