package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;

/** Numbers that may also be written as a part of a whole. */
final class IntOrPercent {

    private IntOrPercent() {}

    static void notNegative(Field field) {
        if (field.isText()) {
            field.invalid(Formats.percent(field.text()));
        } else {
            Check.notNegative(field);
        }
    }

    static void atMostAll(Field field) {
        if (isPercent(field) && value(field) > 100) {
            field.invalid("must not be greater than 100%");
        }
    }

    private static boolean isPercent(Field field) {
        return field.isText() && Formats.percent(field.text()).isEmpty();
    }

    /** The number, whether of things or of hundredths. */
    static long value(Field field) {
        if (!field.isText()) {
            return field.number();
        }
        String text = field.text();
        String digits = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
