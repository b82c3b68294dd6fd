package dev.quarterdeck.kube.validation.core;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.ResourceNames;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

public final class QuotaRules implements KindRules {
    private static final Set<String> COMPUTE =
            Set.of("pods", "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");
    private static final Set<String> RESOURCES = Set.of(
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.storage",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage",
            "pods",
            "resourcequotas",
            "services",
            "replicationcontrollers",
            "secrets",
            "persistentvolumeclaims",
            "configmaps",
            "services.nodeports",
            "services.loadbalancers");
    private static final Set<String> PLAIN_SCOPES =
            Set.of("Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "CrossNamespacePodAffinity");

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        amounts(spec.at("hard"));
        scopes(spec);
        selector(spec);
    }

    private static void amounts(Field list) {
        for (Field entry : list.entries()) {
            ResourceNames.standard(entry);
            boolean pages =
                    entry.name().startsWith("hugepages-") || entry.name().startsWith("requests.hugepages-");
            if (entry.name().indexOf('/') < 0 && !RESOURCES.contains(entry.name()) && !pages) {
                entry.invalidAs("\"" + entry.name() + "\"", "must be a standard resource for quota");
            }
            ResourceNames.amount(entry);
        }
    }

    private static boolean isScope(String scope) {
        return PLAIN_SCOPES.contains(scope) || scope.equals("PriorityClass") || scope.equals("VolumeAttributesClass");
    }

    private static boolean fits(String scope, String resource) {
        return switch (scope) {
            case "BestEffort" -> resource.equals("pods");
            case "VolumeAttributesClass" ->
                resource.equals("persistentvolumeclaims") || resource.equals("requests.storage");
            case "Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity" ->
                COMPUTE.contains(resource) || resource.endsWith("ephemeral-storage") || resource.contains("hugepages-");
            default -> true;
        };
    }

    private static void scopes(Field spec) {
        Field scopes = spec.at("scopes");
        TreeSet<String> given = new TreeSet<>();
        for (Field scope : scopes.items()) {
            if (!isScope(scope.text())) {
                scopes.invalid("unsupported scope");
            }
            for (Field hard : spec.at("hard").entries()) {
                if (RESOURCES.contains(hard.name()) && !fits(scope.text(), hard.name())) {
                    scopes.invalid("unsupported scope applied to resource");
                }
            }
            given.add(scope.text());
        }
        conflicts(scopes, given);
    }

    private static void conflicts(Field scopes, Set<String> given) {
        for (String scope : List.of("BestEffort", "Terminating")) {
            if (given.contains(scope) && given.contains("Not" + scope)) {
                scopes.invalidAs(scopes.isSet() ? scopes.shown() : "null", "conflicting scopes");
            }
        }
    }

    private static void selector(Field spec) {
        Field expressions = spec.at("scopeSelector", "matchExpressions");
        TreeSet<String> given = new TreeSet<>();
        for (Field expression : expressions.items()) {
            Field scope = expression.at("scopeName").as(expressions.at("scopeName"));
            Field operator = expression.at("operator").as(expressions.at("operator"));
            Field values = expression.at("values").as(expressions.at("values"));
            if (!isScope(scope.text())) {
                scope.invalid("unsupported scope");
            }
            for (Field hard : spec.at("hard").entries()) {
                if (RESOURCES.contains(hard.name()) && !fits(scope.text(), hard.name())) {
                    expressions.invalidAs(spec.at("scopeSelector").shown(), "unsupported scope applied to resource");
                }
            }
            if (PLAIN_SCOPES.contains(scope.text()) && !operator.is("Exists")) {
                operator.invalid(
                        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
            }
            switch (operator.text()) {
                case "In", "NotIn" -> {
                    if (values.size() == 0) {
                        values.required(
                                "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                    }
                }
                case "Exists", "DoesNotExist" -> {
                    if (values.size() > 0) {
                        values.invalid(
                                "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                    }
                }
                default -> operator.invalid("not a valid selector operator");
            }
            given.add(scope.text());
        }
        conflicts(spec.at("scopes"), given);
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        TreeSet<String> now = new TreeSet<>();
        TreeSet<String> before = new TreeSet<>();
        object.at("spec", "scopes").items().forEach(s -> now.add(s.text()));
        old.at("spec", "scopes").items().forEach(s -> before.add(s.text()));
        if (!now.equals(before)) {
            Field scopes = object.at("spec", "scopes");
            scopes.invalidAs(scopes.isSet() ? scopes.shown() : "null", Check.IMMUTABLE);
        }
    }

    @Override
    public void status(Field object, Field old) {
        amounts(object.at("status", "hard"));
        amounts(object.at("status", "used"));
    }
}
