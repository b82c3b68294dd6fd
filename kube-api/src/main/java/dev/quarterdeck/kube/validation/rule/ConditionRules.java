package dev.quarterdeck.kube.validation.rule;

import java.util.regex.Pattern;

/** Conditions of type meta/v1 Condition, in the status of the kinds that check them. */
public final class ConditionRules {
    private static final Pattern REASON = Pattern.compile("[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?");
    private static final int MOST_REASON_BYTES = 1024;
    private static final int MOST_MESSAGE_BYTES = 32 * 1024;

    private ConditionRules() {}

    public static void conditions(Field conditions) {
        Check.unique(conditions.items().stream().map(c -> c.at("type")).toList());
        conditions.items().forEach(ConditionRules::condition);
    }

    private static void condition(Field condition) {
        Check.qualifiedName(condition.at("type"));
        Check.oneOf(condition.at("status"), "False", "True", "Unknown");
        Field generation = condition.at("observedGeneration");
        if (generation.number() < 0) {
            generation.invalid("must be greater than or equal to zero");
        }
        Check.required(condition.at("lastTransitionTime"));
        Field reason = condition.at("reason");
        if (Check.required(reason)) {
            if (!REASON.matcher(reason.text()).matches()) {
                reason.invalid(
                        "a condition reason must start with alphabetic character, optionally followed by a string of"
                                + " alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g."
                                + " 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex"
                                + " used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')");
            }
            if (reason.text().length() > MOST_REASON_BYTES) {
                reason.tooLong(MOST_REASON_BYTES);
            }
        }
        if (condition.at("message").text().length() > MOST_MESSAGE_BYTES) {
            condition.at("message").tooLong(MOST_MESSAGE_BYTES);
        }
    }
}
