package dev.quarterdeck.kube.validation.rule;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.quantity.Quantity;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that rules of many kinds are made of. Each reports at the field it looks at and says whether all was well. */
public final class Check {
    public static final String NOT_NEGATIVE = "must be greater than or equal to 0";
    public static final String IMMUTABLE = "field is immutable";

    private Check() {}

    /** Not empty. */
    public static boolean required(Field field) {
        return required(field, "");
    }

    public static boolean required(Field field, String detail) {
        if (field.isEmpty()) {
            field.required(detail);
            return false;
        }
        return true;
    }

    /** One of {@code values}; nothing is said of an absent field. */
    public static boolean oneOfIfSet(Field field, String... values) {
        return !field.isSet() || oneOf(field, values);
    }

    public static boolean oneOf(Field field, String... values) {
        if (Arrays.asList(values).contains(field.text())) {
            return true;
        }
        field.unsupported(values);
        return false;
    }

    /** Required, and one of {@code values}. */
    public static boolean requiredOneOf(Field field, String... values) {
        return required(field) && oneOf(field, values);
    }

    public static boolean notNegative(Field field) {
        return atLeast(field, 0);
    }

    public static boolean atLeast(Field field, long least) {
        if (field.isSet() && field.number() < least) {
            field.invalid("must be greater than or equal to " + least);
            return false;
        }
        return true;
    }

    public static boolean positive(Field field) {
        return positive(field, "must be greater than zero");
    }

    public static boolean positive(Field field, String detail) {
        if (field.number() <= 0) {
            field.invalidAs(Long.toString(field.number()), detail);
            return false;
        }
        return true;
    }

    public static boolean inRange(Field field, long low, long high) {
        List<String> problems = Formats.inRange(field.number(), low, high);
        problems.forEach(problem -> field.invalidAs(Long.toString(field.number()), problem));
        return problems.isEmpty();
    }

    public static boolean port(Field field) {
        return inRange(field, 1, 65535);
    }

    public static boolean dnsLabel(Field field) {
        field.invalid(Formats.dnsLabel(field.text()));
        return true;
    }

    public static boolean dnsSubdomain(Field field) {
        field.invalid(Formats.dnsSubdomain(field.text()));
        return true;
    }

    public static boolean qualifiedName(Field field) {
        field.invalid(Formats.qualifiedName(field.text()));
        return true;
    }

    public static void immutable(Field field, Field old) {
        if (!Same.same(field, old)) {
            field.invalidAs(field.isSet() ? field.shown() : "null", IMMUTABLE);
        }
    }

    /** As {@link #immutable(Field, Field)}, where nothing and something empty are not the same. */
    public static void immutable(Field field, Field old, StoredForm form) {
        if (!form.same(field, old)) {
            field.invalidAs(field.isSet() ? field.shown() : "null", IMMUTABLE);
        }
    }

    /** A quantity that is there and not below zero. */
    public static void notNegativeQuantity(Field field) {
        if (isQuantity(field) && quantity(field).signum() < 0) {
            field.invalid(NOT_NEGATIVE);
        }
    }

    public static void positiveQuantity(Field field) {
        if (quantity(field).signum() <= 0) {
            field.invalidAs(field.isSet() ? field.shown() : "\"0\"", "must be greater than zero");
        }
    }

    public static boolean isQuantity(Field field) {
        return Quantity.isValid(field.node().asString(""));
    }

    /** Zero where there is none. */
    public static Quantity quantity(Field field) {
        String text = field.node().asString("");
        return Quantity.isValid(text) ? Quantity.parse(text) : Quantity.ZERO;
    }

    /** {@code matchLabels} and {@code matchExpressions}. */
    public static void labelSelector(Field selector) {
        MetadataRules.labels(selector.at("matchLabels"));
        for (Field expression : selector.at("matchExpressions").items()) {
            Field values = expression.at("values");
            switch (expression.at("operator").text()) {
                case "In", "NotIn" -> {
                    if (values.size() == 0) {
                        values.required("must be specified when `operator` is 'In' or 'NotIn'");
                    }
                }
                case "Exists", "DoesNotExist" -> {
                    if (values.size() > 0) {
                        values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    }
                }
                default -> expression.at("operator").invalid("not a valid selector operator");
            }
            qualifiedName(expression.at("key"));
            values.items().forEach(value -> value.invalid(Formats.labelValue(value.text())));
        }
    }

    public static boolean isEmptySelector(Field selector) {
        return selector.at("matchLabels").isEmpty()
                && selector.at("matchExpressions").isEmpty();
    }

    /** No two of {@code fields} have the same text; a repeat is a duplicate. */
    public static void unique(List<Field> fields) {
        Set<String> seen = new HashSet<>();
        for (Field field : fields) {
            if (!seen.add(field.text())) {
                field.duplicate();
            }
        }
    }

    /** {@code acme.io/foo}: a domain, and a path that means something there. */
    public static void domainPrefixedPath(Field field) {
        if (!required(field)) {
            return;
        }
        int slash = field.text().indexOf('/');
        if (slash <= 0 || slash == field.text().length() - 1) {
            field.invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }
        String domain = field.text().substring(0, slash);
        String path = field.text().substring(slash + 1);
        Formats.dnsSubdomain(domain).forEach(problem -> field.invalidAs(quoted(domain), problem));
        Formats.httpPath(path).forEach(problem -> field.invalidAs(quoted(path), problem));
    }

    public static String quoted(String text) {
        return Quoting.quote(text);
    }
}
