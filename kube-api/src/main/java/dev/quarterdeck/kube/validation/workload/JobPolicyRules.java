package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which failures of pods end a Job, and which successes are enough. */
final class JobPolicyRules {
    private static final int MOST_RULES = 20;
    private static final int MOST_EXIT_CODES = 255;
    private static final int MOST_CONDITIONS = 20;
    private static final int MOST_INDEX_BYTES = 65536;

    private JobPolicyRules() {}

    static void failure(Field spec) {
        Field rules = spec.at("podFailurePolicy", "rules");
        if (rules.size() > MOST_RULES) {
            rules.tooMany(rules.size(), MOST_RULES);
        }
        Set<String> containers = new HashSet<>();
        Field pod = spec.at("template", "spec");
        pod.at("containers").items().forEach(c -> containers.add(c.at("name").text()));
        pod.at("initContainers")
                .items()
                .forEach(c -> containers.add(c.at("name").text()));
        for (Field rule : rules.items()) {
            rule(rule, spec, containers);
        }
    }

    private static void rule(Field rule, Field spec, Set<String> containers) {
        Field action = rule.at("action");
        if (action.isEmpty()) {
            action.required("valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]");
        } else if (action.is("FailIndex")) {
            if (!spec.at("backoffLimitPerIndex").isSet()) {
                action.invalid("requires the backoffLimitPerIndex to be set");
            }
        } else {
            Check.oneOf(action, "Count", "FailIndex", "FailJob", "Ignore");
        }
        Field codes = rule.at("onExitCodes");
        Field conditions = rule.at("onPodConditions");
        if (codes.isSet()) {
            exitCodes(codes, containers);
        }
        if (conditions.size() > 0) {
            conditions(conditions);
        }
        if (codes.isSet() && conditions.size() > 0) {
            rule.report(
                    FieldError.Type.INVALID, null, "specifying both OnExitCodes and OnPodConditions is not supported");
        }
        if (!codes.isSet() && conditions.size() == 0) {
            rule.report(FieldError.Type.INVALID, null, "specifying one of OnExitCodes and OnPodConditions is required");
        }
    }

    private static void conditions(Field conditions) {
        if (conditions.size() > MOST_CONDITIONS) {
            conditions.tooMany(conditions.size(), MOST_CONDITIONS);
        }
        for (Field pattern : conditions.items()) {
            Check.qualifiedName(pattern.at("type"));
            if (Check.required(pattern.at("status"), "valid values: [\"False\" \"True\" \"Unknown\"]")) {
                Check.oneOf(pattern.at("status"), "False", "True", "Unknown");
            }
        }
    }

    private static void exitCodes(Field codes, Set<String> containers) {
        Field operator = codes.at("operator");
        if (Check.required(operator, "valid values: [\"In\" \"NotIn\"]")) {
            Check.oneOf(operator, "In", "NotIn");
        }
        Field container = codes.at("containerName");
        if (container.isSet() && !containers.contains(container.text())) {
            container.invalid("must be one of the container or initContainer names in the pod template");
        }
        Field values = codes.at("values");
        if (values.size() == 0) {
            values.invalidAs(values.isSet() ? "[]" : "null", "at least one value is required");
        } else if (values.size() > MOST_EXIT_CODES) {
            values.tooMany(values.size(), MOST_EXIT_CODES);
        }
        Set<Long> seen = new HashSet<>();
        long last = Long.MIN_VALUE;
        boolean ordered = true;
        for (Field value : values.items()) {
            if (operator.is("In") && value.number() == 0) {
                value.invalid("must not be 0 for the In operator");
            }
            if (!seen.add(value.number())) {
                value.duplicate();
            }
            ordered &= value.number() >= last;
            last = value.number();
        }
        if (!ordered) {
            values.invalid("must be ordered");
        }
    }

    static void success(Field spec) {
        Field policy = spec.at("successPolicy");
        if (!policy.isSet()) {
            return;
        }
        if (!spec.at("completionMode").is("Indexed")) {
            policy.invalidAs(policy.struct("Rules"), "requires indexed completion mode");
            return;
        }
        Field rules = policy.at("rules");
        if (rules.size() == 0) {
            rules.required("at least one rules must be specified when the successPolicy is specified");
        } else if (rules.size() > MOST_RULES) {
            rules.tooMany(rules.size(), MOST_RULES);
        }
        long completions = spec.at("completions").number();
        for (Field rule : rules.items()) {
            Field count = rule.at("succeededCount");
            Field indexes = rule.at("succeededIndexes");
            if (!count.isSet() && !indexes.isSet()) {
                rule.required("at least one of succeededCount or succeededIndexes must be specified");
            }
            long total = 0;
            if (indexes.isSet()) {
                if (indexes.text().length() > MOST_INDEX_BYTES) {
                    indexes.tooLong(MOST_INDEX_BYTES);
                }
                IndexIntervals intervals = IndexIntervals.parse(indexes.text(), completions);
                total = intervals.total();
                if (!intervals.problem().isEmpty()) {
                    indexes.invalid("error parsing succeededIndexes: " + intervals.problem());
                }
            }
            if (count.isSet()) {
                Check.notNegative(count);
                if (count.number() > completions) {
                    count.invalid(
                            "must be less than or equal to " + completions + " (the number of specified completions)");
                }
                if (indexes.isSet() && count.number() > total) {
                    count.invalid("must be less than or equal to " + total
                            + " (the number of indexes in the specified succeededIndexes field)");
                }
            }
        }
    }

    /** Indexes of a Job's pods as text: {@code 1,3-5}. */
    record IndexIntervals(long total, String problem) {

        static IndexIntervals parse(String text, long completions) {
            if (text.isEmpty()) {
                return new IndexIntervals(0, "");
            }
            long last = -1;
            long total = 0;
            for (String interval : List.of(text.split(",", -1))) {
                String[] ends = interval.split("-", -1);
                if (ends.length > 2) {
                    return new IndexIntervals(
                            0,
                            "the fragment " + Check.quoted(interval)
                                    + " violates the requirement that an index interval can have at most two parts separated by '-'");
                }
                long[] numbers = new long[2];
                for (int i = 0; i < ends.length; i++) {
                    try {
                        numbers[i] = Long.parseLong(ends[i]);
                    } catch (NumberFormatException e) {
                        return new IndexIntervals(
                                0, "cannot convert string to integer for index: " + Check.quoted(ends[i]));
                    }
                    if (numbers[i] >= completions) {
                        return new IndexIntervals(0, "too large index: " + Check.quoted(ends[i]));
                    }
                }
                long from = numbers[0];
                long to = ends.length > 1 ? numbers[1] : from;
                if (ends.length > 1 && from >= to) {
                    return new IndexIntervals(0, "non-increasing order, previous: " + from + ", current: " + to);
                }
                if (last >= from) {
                    return new IndexIntervals(0, "non-increasing order, previous: " + last + ", current: " + from);
                }
                total += to - from + 1;
                last = to;
            }
            return new IndexIntervals(total, "");
        }
    }
}
