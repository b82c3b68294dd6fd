package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which requests a webhook or a policy is asked about: operations, resources, conditions, and the service that answers. */
final class MatchRules {
    private static final int MOST_CONDITIONS = 64;

    private MatchRules() {}

    static void rule(Field rule) {
        Field operations = rule.at("operations");
        Check.required(operations);
        wildcardAlone(operations, "operations");
        for (Field operation : operations.items()) {
            Check.oneOf(operation, "*", "CONNECT", "CREATE", "DELETE", "UPDATE");
        }
        Check.required(rule.at("apiGroups"));
        wildcardAlone(rule.at("apiGroups"), "API groups");
        Check.required(rule.at("apiVersions"));
        wildcardAlone(rule.at("apiVersions"), "API versions");
        rule.at("apiVersions").items().forEach(Check::required);
        resources(rule.at("resources"));
        Check.oneOfIfSet(rule.at("scope"), "*", "Cluster", "Namespaced");
    }

    private static void wildcardAlone(Field list, String what) {
        if (list.size() > 1 && list.items().stream().anyMatch(item -> item.is("*"))) {
            list.invalid("if '*' is present, must not specify other " + what);
        }
    }

    private static void resources(Field resources) {
        Check.required(resources);
        Set<String> whole = new HashSet<>();
        Set<String> everywhere = new HashSet<>();
        boolean all = false;
        boolean one = false;
        boolean plain = false;
        for (Field resource : resources.items()) {
            String text = resource.text();
            if (!Check.required(resource)) {
                continue;
            }
            all |= text.equals("*/*");
            one |= text.equals("*");
            int slash = text.indexOf('/');
            if (slash < 0) {
                plain = !text.equals("*");
                continue;
            }
            String name = text.substring(0, slash);
            String sub = text.substring(slash + 1);
            if (whole.contains(name)) {
                resource.invalid("if '" + name + "/*' is present, must not specify " + text);
            }
            if (everywhere.contains(sub)) {
                resource.invalid("if '*/" + sub + "' is present, must not specify " + text);
            }
            if (sub.equals("*")) {
                whole.add(name);
            }
            if (name.equals("*")) {
                everywhere.add(sub);
            }
        }
        if (resources.size() > 1 && all) {
            resources.invalid("if '*/*' is present, must not specify other resources");
        }
        if (one && plain) {
            resources.invalid("if '*' is present, must not specify other resources without subresources");
        }
    }

    /** {@code matchConstraints} of a policy, {@code matchResources} of a binding. */
    static void match(Field match) {
        if (Check.required(match.at("matchPolicy"))) {
            Check.oneOf(match.at("matchPolicy"), "Equivalent", "Exact");
        }
        for (String selector : new String[] {"namespaceSelector", "objectSelector"}) {
            if (!match.at(selector).isSet()) {
                match.at(selector).required("");
            } else {
                Check.labelSelector(match.at(selector));
            }
        }
        for (String list : new String[] {"resourceRules", "excludeResourceRules"}) {
            for (Field rule : match.at(list).items()) {
                Set<String> names = new HashSet<>();
                for (Field name : rule.at("resourceNames").items()) {
                    name.invalid(Formats.pathSegment(name.text()));
                    if (!names.add(name.text())) {
                        name.duplicate();
                    }
                }
                rule(rule);
            }
        }
    }

    /** Only what is written can be mutated. Reported without the places in the lists, as the reference does. */
    static void written(Field match) {
        for (Field rule : match.at("resourceRules").items()) {
            for (Field operation : rule.at("operations").items()) {
                Check.oneOf(operation.as(match.at("resourceRules", "operations")), "*", "CONNECT", "CREATE", "UPDATE");
            }
        }
    }

    /** Expressions are looked at by what evaluates them; here only that there are some, and under what names. */
    static void conditions(Field conditions) {
        if (conditions.size() > MOST_CONDITIONS) {
            conditions.tooMany(conditions.size(), MOST_CONDITIONS);
        }
        Set<String> names = new HashSet<>();
        for (Field condition : conditions.items()) {
            if (condition.at("expression").text().isBlank()) {
                condition.at("expression").required("");
            }
            Field name = condition.at("name");
            if (Check.required(name)) {
                Check.qualifiedName(name);
                if (!names.add(name.text())) {
                    name.duplicate();
                }
            }
        }
    }

    /** A service in this cluster that is asked over HTTPS. */
    static void service(Field service) {
        // The reference names the one for the other.
        Check.required(service.at("name").as(service.at("namespace")));
        Check.required(service.at("namespace").as(service.at("name")));
        List<String> problems = Formats.portNumber(service.at("port").number());
        if (!problems.isEmpty()) {
            service.at("port").invalid("port is not valid: " + String.join(", ", problems));
        }
        path(service.at("path"));
    }

    /** The versions of reviews that a webhook understands; there is at least one. */
    static void reviewVersions(Field versions) {
        Set<String> seen = new HashSet<>();
        for (Field version : versions.items()) {
            if (!seen.add(version.text())) {
                version.invalid("duplicate version");
            } else {
                version.invalid(Formats.dns1035Label(version.text()));
            }
        }
        if (!seen.contains("v1") && !seen.contains("v1beta1")) {
            versions.invalid("must include at least one of v1, v1beta1");
        }
    }

    private static void path(Field path) {
        String text = path.text();
        if (!path.isSet() || text.isEmpty() || text.equals("/")) {
            return;
        }
        if (text.equals("//")) {
            path.invalid("segment[0] may not be empty");
            return;
        }
        if (!text.startsWith("/")) {
            path.invalid("must start with a '/'");
        }
        String inner = text.substring(1, text.endsWith("/") ? text.length() - 1 : text.length());
        String[] steps = inner.split("/", -1);
        for (int i = 0; i < steps.length; i++) {
            if (steps[i].isEmpty()) {
                path.invalid("segment[" + i + "] may not be empty");
                continue;
            }
            for (String problem : Formats.dnsSubdomain(steps[i])) {
                path.invalid("segment[" + i + "]: " + problem);
            }
        }
    }
}
