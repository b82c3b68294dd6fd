package dev.quarterdeck.kube.validation.device;

import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;

/** How much of a capacity that several claims share one of them may have. */
final class CapacityPolicyRules {

    private CapacityPolicyRules() {}

    static void check(Field capacity, boolean shared) {
        Field policy = capacity.at("requestPolicy");
        if (!shared) {
            policy.forbidden("allowMultipleAllocations must be true");
            return;
        }
        Field values = policy.at("validValues");
        Field range = policy.at("validRange");
        Field standard = policy.at("default");
        Quantity all = Check.quantity(capacity.at("value"));
        if (values.size() > 0 && range.isSet()) {
            policy.forbidden(
                    "exactly one policy can be specified, cannot specify \"validValues\" and \"validRange\" at the same time");
        } else if (!standard.isSet()) {
            if (values.size() > 0 || range.isSet()) {
                standard.required("required when validValues or validRange is defined");
            }
        } else if (values.size() > 0) {
            values(values, Check.quantity(standard), all);
        } else if (range.isSet()) {
            range(range, Check.quantity(standard), all);
        } else if (Check.quantity(standard).compareTo(all) > 0) {
            standard.invalid("default is larger than capacity value: " + all);
        }
    }

    private static void values(Field values, Quantity standard, Quantity all) {
        boolean found = false;
        Quantity before = null;
        for (Field value : values.items()) {
            Quantity amount = Check.quantity(value);
            if (before != null && before.compareTo(amount) > 0) {
                value.invalid("values must be sorted in ascending order");
            }
            if (amount.compareTo(all) > 0) {
                value.invalid("option is larger than capacity value: " + all);
            }
            found |= amount.compareTo(standard) == 0;
            before = amount;
        }
        if (!found) {
            values.invalidAs(
                    Check.quoted(standard.toString()), "default value is not valid according to the requestPolicy");
        }
    }

    private static void range(Field range, Quantity standard, Quantity all) {
        Field least = range.at("min");
        Field most = range.at("max");
        Field step = range.at("step");
        if (!least.isSet()) {
            least.required("required when validRange is defined");
            return;
        }
        Quantity min = Check.quantity(least);
        Quantity max = Check.quantity(most);
        if (min.compareTo(all) > 0) {
            least.invalid("min is larger than capacity value: " + all);
        }
        if (standard.compareTo(min) < 0) {
            least.invalid("default is less than min: " + min);
        }
        if (most.isSet()) {
            if (min.compareTo(max) > 0) {
                most.invalid("min is larger than max: " + max);
            }
            if (max.compareTo(all) > 0) {
                most.invalid("max is larger than capacity value: " + all);
            }
            if (standard.compareTo(max) > 0) {
                most.invalid("default is more than max: " + max);
            }
        }
        if (step.isSet()) {
            long by = whole(Check.quantity(step));
            if (whole(min) + by > whole(all)) {
                step.invalid("one step is larger than capacity value: " + all);
            }
            multiple(step, standard, min, by);
            if (most.isSet()) {
                multiple(step, max, min, by);
            }
        }
    }

    private static void multiple(Field step, Quantity value, Quantity min, long by) {
        if (by != 0 && (whole(value) - whole(min)) % by != 0) {
            step.invalid("value is not a multiple of a given step from " + min);
        }
    }

    private static long whole(Quantity quantity) {
        return Math.ceilDiv(quantity.milliValue(), 1000);
    }
}
