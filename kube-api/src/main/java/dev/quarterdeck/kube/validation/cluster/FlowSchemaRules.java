package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import java.util.Locale;
import java.util.Set;

public final class FlowSchemaRules implements KindRules {
    private static final int MOST_PRECEDENCE = 10000;
    private static final Set<String> VERBS =
            Set.of("get", "list", "create", "update", "delete", "deletecollection", "patch", "watch", "proxy");

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        Field precedence = spec.at("matchingPrecedence");
        if (precedence.number() <= 0) {
            precedence.invalidAs(Long.toString(precedence.number()), "must be a positive value");
        } else if (precedence.number() > MOST_PRECEDENCE) {
            precedence.invalid("must not be greater than " + MOST_PRECEDENCE);
        } else if (precedence.number() == 1 && !object.at("metadata", "name").is("exempt")) {
            precedence.invalid("only the schema named 'exempt' may have matchingPrecedence 1");
        }
        Field method = spec.at("distinguisherMethod");
        if (method.isSet()) {
            if (!method.at("type").is("ByNamespace") && !method.at("type").is("ByUser")) {
                method.at("type").unsupportedAs(method.struct("Type="), "ByNamespace", "ByUser");
            }
        }
        Field level = spec.at("priorityLevelConfiguration", "name");
        if (Check.required(level, "must reference a priority level")) {
            Check.dnsSubdomain(level);
        }
        spec.at("rules").items().forEach(FlowSchemaRules::rule);
        MandatoryFlowControl.schema(object);
    }

    private static void rule(Field rule) {
        if (Check.required(rule.at("subjects"), "subjects must contain at least one value")) {
            rule.at("subjects").items().forEach(FlowSchemaRules::subject);
        }
        if (rule.at("resourceRules").size() + rule.at("nonResourceRules").size() == 0) {
            rule.required("at least one of resourceRules and nonResourceRules has to be non-empty");
        }
        rule.at("resourceRules").items().forEach(FlowSchemaRules::resources);
        for (Field urls : rule.at("nonResourceRules").items()) {
            verbs(urls.at("verbs"));
            Field paths = urls.at("nonResourceURLs");
            list(paths, "nonResourceURLs must contain at least one value", "non-resource URLs");
            if (!has(paths, "*")) {
                paths.items().forEach(FlowSchemaRules::path);
            }
        }
    }

    private static void path(Field path) {
        String text = path.text();
        if (text.equals("/")) {
            return;
        }
        int star = text.indexOf('*');
        if (text.isEmpty()) {
            path.invalid("must not be empty");
        } else if (!text.startsWith("/")) {
            path.invalid("must start with slash");
        } else if (text.contains(" ")) {
            path.invalid("must not contain white-space");
        } else if (text.contains("//")) {
            path.invalid("must not contain double slash");
        } else if (star >= 0 && (star != text.lastIndexOf('*') || !text.endsWith("/*"))) {
            path.invalid("wildcard can only do suffix matching");
        }
    }

    private static void subject(Field subject) {
        String kind = subject.at("kind").text();
        if (!Check.oneOf(subject.at("kind"), "Group", "ServiceAccount", "User")) {
            return;
        }
        String own = kind.substring(0, 1).toLowerCase(Locale.ROOT) + kind.substring(1);
        Field named = subject.at(own);
        if (!named.isSet()) {
            named.required(own + " is required when subject kind is '" + kind + "'");
        } else {
            Field name = named.at("name");
            if (Check.required(name) && own.equals("serviceAccount") && !name.is("*")) {
                Check.dnsSubdomain(name);
            }
            if (own.equals("serviceAccount")
                    && Check.required(named.at("namespace"), "must specify namespace for service account")) {
                Check.dnsLabel(named.at("namespace"));
            }
        }
        for (String other : new String[] {"serviceAccount", "user", "group"}) {
            if (!other.equals(own) && subject.at(other).isSet()) {
                String otherKind = other.substring(0, 1).toUpperCase(Locale.ROOT) + other.substring(1);
                subject.at(other).forbidden(other + " is forbidden when subject kind is not '" + otherKind + "'");
            }
        }
    }

    private static void verbs(Field verbs) {
        if (!Check.required(verbs, "verbs must contain at least one value")) {
            return;
        }
        if (has(verbs, "*")) {
            if (verbs.size() > 1) {
                verbs.invalid("if '*' is present, must not specify other verbs");
            }
        } else if (!verbs.items().stream().allMatch(verb -> VERBS.contains(verb.text()))) {
            verbs.unsupported(VERBS.stream().sorted().toArray(String[]::new));
        }
    }

    private static boolean has(Field list, String text) {
        return list.items().stream().anyMatch(item -> item.is(text));
    }

    private static void list(Field list, String required, String what) {
        if (Check.required(list, required) && list.size() > 1 && has(list, "*")) {
            list.invalid("if '*' is present, must not specify other " + what);
        }
    }

    private static void resources(Field rule) {
        verbs(rule.at("verbs"));
        list(rule.at("apiGroups"), "resource rules must supply at least one api group", "api groups");
        list(rule.at("resources"), "resource rules must supply at least one resource", "resources");
        Field namespaces = rule.at("namespaces");
        if (namespaces.size() == 0) {
            if (!rule.at("clusterScope").flag()) {
                namespaces.required("resource rules that are not cluster scoped must supply at least one namespace");
            }
        } else if (has(namespaces, "*")) {
            if (namespaces.size() > 1) {
                namespaces.invalid("if '*' is present, must not specify other namespaces");
            }
        } else {
            for (Field namespace : namespaces.items()) {
                for (String problem : Formats.dnsLabel(namespace.text())) {
                    namespace.invalid("each member of this list must be '*' or a DNS-1123 label; " + problem);
                }
            }
        }
    }

    @Override
    public void status(Field object, Field old) {
        for (Field condition : object.at("status", "conditions").items()) {
            Check.required(condition.at("type"));
        }
    }
}
