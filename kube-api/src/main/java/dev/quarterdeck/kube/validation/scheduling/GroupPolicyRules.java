package dev.quarterdeck.kube.validation.scheduling;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What templates of a Workload and PodGroups share: one policy, and names of other things. */
final class GroupPolicyRules {
    private static final int HIGHEST_PRIORITY = 1_000_000_000;

    private GroupPolicyRules() {}

    static void policy(Field policy) {
        exactlyOne(policy, "basic", "gang");
        Field gang = policy.at("gang");
        if (gang.isSet()) {
            Field count = gang.at("minCount");
            if (count.number() == 0) {
                count.required("");
            } else {
                Check.atLeast(count, 1);
            }
        }
    }

    /** What is asked of where pods go, which one value of one label answers. */
    static void constraints(Field constraints) {
        Field topology = constraints.at("topology");
        if (topology.size() > 1) {
            topology.tooMany(topology.size(), 1);
            return;
        }
        for (Field each : topology.items()) {
            labelKey(each.at("key"));
        }
    }

    /** How pods are displaced, and how important they are together. */
    static void disruption(Field spec) {
        Field mode = spec.at("disruptionMode");
        if (mode.isSet()) {
            Check.oneOf(mode, "Pod", "PodGroup");
        }
        Field className = spec.at("priorityClassName");
        if (!className.isEmpty()) {
            inBytes(className, Formats.dnsSubdomain(className.text()));
        }
        Field priority = spec.at("priority");
        if (priority.isSet() && priority.number() > HIGHEST_PRIORITY) {
            priority.invalid("must be less than or equal to " + HIGHEST_PRIORITY);
        }
    }

    private static void labelKey(Field key) {
        if (Check.required(key)) {
            Formats.qualifiedName(key.text())
                    .forEach(problem -> key.invalid(
                            problem.contains("must be no more than")
                                    ? problem.replace(" characters", " bytes")
                                    : problem.replace("a qualified name must", "a valid label key must")));
        }
    }

    /** One of these, and no other. */
    static void exactlyOne(Field union, String... members) {
        List<String> set =
                Stream.of(members).filter(member -> union.at(member).isSet()).toList();
        if (set.size() == 1) {
            return;
        }
        String all = Stream.of(members).map(member -> "`" + member + "`").collect(Collectors.joining(", "));
        if (set.isEmpty()) {
            union.invalidAs("\"\"", "must specify one of: " + all);
        } else {
            union.invalidAs("\"{" + String.join(", ", set) + "}\"", "must specify exactly one of: " + all);
        }
    }

    /** A name that must be there, in the form of a DNS label. */
    static void label(Field name) {
        if (Check.required(name)) {
            inBytes(name, Formats.dnsLabel(name.text()));
        }
    }

    static void subdomain(Field name) {
        if (Check.required(name)) {
            inBytes(name, Formats.dnsSubdomain(name.text()));
        }
    }

    /** These rules count bytes where those of other kinds count characters. */
    private static void inBytes(Field name, List<String> problems) {
        problems.forEach(problem -> name.invalid(
                problem.startsWith("must be no more than") ? problem.replace(" characters", " bytes") : problem));
    }

    static void pathSegment(Field name) {
        if (Check.required(name)) {
            name.invalid(Formats.pathSegment(name.text()));
        }
    }

    /** Says so, without the value, where it is not as it was. */
    static void frozen(Field field) {
        field.invalidAs("null", Check.IMMUTABLE);
    }
}
