package dev.quarterdeck.gateway.authz.rbac;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether some rules give all that others give. Compared right by right: each verb on each resource and name, or on each path. Pure. */
public final class RuleCover {
    private RuleCover() {}

    /** The part of {@code wanted} that {@code held} does not give, one right per rule; empty where all is covered. */
    public static List<Rule> missing(List<Rule> held, List<Rule> wanted) {
        List<Rule> missing = new ArrayList<>();
        for (Rule rule : wanted) {
            for (Rule right : rights(rule)) {
                if (held.stream().noneMatch(h -> covers(h, right))) {
                    missing.add(right);
                }
            }
        }
        return missing;
    }

    /** Rights on the same thing in one line, sorted, as refusals list them. */
    public static String describe(List<Rule> rights) {
        Map<Rule, List<String>> verbs = new LinkedHashMap<>();
        for (Rule right : rights) {
            Rule what = new Rule(List.of(), right.groups(), right.resources(), right.resourceNames(), right.paths());
            boolean path = !right.paths().isEmpty();
            verbs.computeIfAbsent(path ? right : what, k -> new ArrayList<>()).addAll(right.verbs());
        }
        return verbs.entrySet().stream()
                .map(e -> new Rule(
                                e.getValue(),
                                e.getKey().groups(),
                                e.getKey().resources(),
                                e.getKey().resourceNames(),
                                e.getKey().paths())
                        .toString())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining("\n"));
    }

    private static List<Rule> rights(Rule rule) {
        List<Rule> rights = new ArrayList<>();
        for (String verb : rule.verbs()) {
            List<String> one = List.of(verb);
            for (String path : rule.paths()) {
                rights.add(new Rule(one, List.of(), List.of(), List.of(), List.of(path)));
            }
            for (String group : rule.groups()) {
                for (String resource : rule.resources()) {
                    if (rule.resourceNames().isEmpty()) {
                        rights.add(new Rule(one, List.of(group), List.of(resource), List.of(), List.of()));
                    }
                    for (String name : rule.resourceNames()) {
                        rights.add(new Rule(one, List.of(group), List.of(resource), List.of(name), List.of()));
                    }
                }
            }
        }
        return rights;
    }

    private static boolean covers(Rule held, Rule right) {
        if (!Rule.hasOrAll(held.verbs(), right.verbs().getFirst())) {
            return false;
        }
        if (!right.paths().isEmpty()) {
            return held.paths().stream()
                    .anyMatch(p -> Rule.pathCovers(p, right.paths().getFirst()));
        }
        return Rule.hasOrAll(held.groups(), right.groups().getFirst())
                && coversResource(held.resources(), right.resources().getFirst())
                && (held.resourceNames().isEmpty()
                        || (!right.resourceNames().isEmpty()
                                && held.resourceNames()
                                        .contains(right.resourceNames().getFirst())));
    }

    private static boolean coversResource(List<String> held, String resource) {
        int slash = resource.indexOf('/');
        return Rule.hasOrAll(held, resource) || (slash >= 0 && held.contains("*" + resource.substring(slash)));
    }
}
