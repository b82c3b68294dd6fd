package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;

/** Counts in a status: none below zero, none above the whole. */
final class ReplicaStatusRules {

    private ReplicaStatusRules() {}

    static void notNegative(Field status, String... fields) {
        for (String field : fields) {
            Check.notNegative(status.at(field));
        }
    }

    static void atMost(Field status, String most, String words, String... fields) {
        for (String name : fields) {
            Field field = status.at(name);
            if (field.number() > status.at(most).number()) {
                field.invalidAs(Long.toString(field.number()), words);
            }
        }
    }

    static void neverLess(Field field, Field old) {
        if (old.isSet() && field.number() < old.number()) {
            field.invalidAs(Long.toString(field.number()), "cannot be decremented");
        }
    }
}
