package dev.quarterdeck.gateway.authz.rbac;

import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.kube.format.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * One PolicyRule. Allows a request for a resource where verb, group, resource and name all match, or a request for a path where verb and path do. Rules
 * only ever add rights. Immutable; a decision allocates nothing.
 */
public record Rule(
        List<String> verbs,
        List<String> groups,
        List<String> resources,
        List<String> resourceNames,
        List<String> paths) {

    public Rule {
        verbs = List.copyOf(verbs);
        groups = List.copyOf(groups);
        resources = List.copyOf(resources);
        resourceNames = List.copyOf(resourceNames);
        paths = List.copyOf(paths);
    }

    public static Rule of(String verbs, String group, String... resources) {
        return new Rule(List.of(verbs.split(" ")), List.of(group), List.of(resources), List.of(), List.of());
    }

    /** The elements of {@code rules}; anything that is not a list holds none. */
    public static List<Rule> read(JsonNode rules) {
        List<Rule> result = new ArrayList<>(rules.size());
        for (JsonNode rule : rules) {
            result.add(new Rule(
                    strings(rule, "verbs"),
                    strings(rule, "apiGroups"),
                    strings(rule, "resources"),
                    strings(rule, "resourceNames"),
                    strings(rule, "nonResourceURLs")));
        }
        return result;
    }

    private static List<String> strings(JsonNode rule, String field) {
        JsonNode list = rule.path(field);
        List<String> result = new ArrayList<>(list.size());
        for (JsonNode element : list) {
            result.add(element.stringValue("").intern());
        }
        return result;
    }

    boolean allows(Attributes a) {
        if (!hasOrAll(verbs, a.verb())) {
            return false;
        }
        if (!a.isResourceRequest()) {
            return allowsPath(a.path());
        }
        return hasOrAll(groups, a.group())
                && allowsResource(a.resource(), a.subresource())
                && (resourceNames.isEmpty() || has(resourceNames, a.name()));
    }

    private boolean allowsResource(String resource, String subresource) {
        for (int i = 0; i < resources.size(); i++) {
            String mine = resources.get(i);
            if (mine.equals("*")) {
                return true;
            }
            if (subresource.isEmpty()) {
                if (mine.equals(resource)) {
                    return true;
                }
            } else if (joins(mine, resource, subresource) || joins(mine, "*", subresource)) {
                return true;
            }
        }
        return false;
    }

    private static boolean joins(String mine, String resource, String subresource) {
        return mine.length() == resource.length() + 1 + subresource.length()
                && mine.charAt(resource.length()) == '/'
                && mine.startsWith(resource)
                && mine.endsWith(subresource);
    }

    private boolean allowsPath(String path) {
        for (int i = 0; i < paths.size(); i++) {
            if (pathCovers(paths.get(i), path)) {
                return true;
            }
        }
        return false;
    }

    /** Equal, or below a path that ends with stars. */
    static boolean pathCovers(String mine, String path) {
        int end = mine.length();
        while (end > 0 && mine.charAt(end - 1) == '*') {
            end--;
        }
        return end < mine.length() ? path.regionMatches(0, mine, 0, end) : mine.equals(path);
    }

    static boolean hasOrAll(List<String> list, String value) {
        for (int i = 0; i < list.size(); i++) {
            String element = list.get(i);
            if (element.equals(value) || element.equals("*")) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(List<String> list, String value) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).equals(value)) {
                return true;
            }
        }
        return false;
    }

    /** As refusals show it: {@code {APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>(5);
        part(parts, "APIGroups", groups);
        part(parts, "Resources", resources);
        part(parts, "NonResourceURLs", paths);
        part(parts, "ResourceNames", resourceNames);
        part(parts, "Verbs", verbs);
        return parts.stream().collect(Collectors.joining(", ", "{", "}"));
    }

    private static void part(List<String> parts, String name, List<String> values) {
        if (!values.isEmpty()) {
            parts.add(name + ":" + values.stream().map(Quoting::quote).collect(Collectors.joining(" ", "[", "]")));
        }
    }
}
