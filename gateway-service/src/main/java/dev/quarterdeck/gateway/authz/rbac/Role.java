package dev.quarterdeck.gateway.authz.rbac;

import dev.quarterdeck.gateway.authz.Attributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A Role or ClusterRole, ready to be asked: its rules by the resources they speak of, so that a large role costs no more than a small one. Immutable. */
public final class Role {
    private static final Rule[] NONE = new Rule[0];

    private final List<Rule> rules;
    private final Map<String, Rule[]> byResource;
    private final Rule[] ofAnyResource;
    private final Rule[] ofPaths;

    public Role(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        Map<String, List<Rule>> named = new HashMap<>();
        List<Rule> any = new ArrayList<>();
        for (Rule rule : rules) {
            Set<String> resources =
                    rule.resources().stream().map(Role::withoutSubresource).collect(Collectors.toSet());
            if (resources.contains("*")) {
                any.add(rule);
            } else {
                resources.forEach(
                        r -> named.computeIfAbsent(r, k -> new ArrayList<>()).add(rule));
            }
        }
        Map<String, Rule[]> arrays = new HashMap<>();
        named.forEach((resource, list) -> arrays.put(resource, list.toArray(NONE)));
        this.byResource = Map.copyOf(arrays);
        this.ofAnyResource = any.toArray(NONE);
        this.ofPaths = rules.stream().filter(r -> !r.paths().isEmpty()).toArray(Rule[]::new);
    }

    private static String withoutSubresource(String resource) {
        int slash = resource.indexOf('/');
        return slash < 0 ? resource : resource.substring(0, slash);
    }

    List<Rule> rules() {
        return rules;
    }

    public boolean allows(Attributes a) {
        if (!a.isResourceRequest()) {
            return anyAllows(ofPaths, a);
        }
        Rule[] named = byResource.get(a.resource());
        return (named != null && anyAllows(named, a)) || anyAllows(ofAnyResource, a);
    }

    private static boolean anyAllows(Rule[] rules, Attributes a) {
        for (Rule rule : rules) {
            if (rule.allows(a)) {
                return true;
            }
        }
        return false;
    }
}
