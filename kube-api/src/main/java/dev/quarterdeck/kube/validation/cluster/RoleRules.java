package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.NameRule;

/** Roles and ClusterRoles. */
public final class RoleRules implements KindRules {
    private final boolean namespaced;

    private RoleRules(boolean namespaced) {
        this.namespaced = namespaced;
    }

    public static RoleRules role() {
        return new RoleRules(true);
    }

    public static RoleRules clusterRole() {
        return new RoleRules(false);
    }

    @Override
    public NameRule names() {
        return NameRule.PATH_SEGMENT;
    }

    @Override
    public void create(Field object) {
        object.at("rules").items().forEach(this::rule);
        Field aggregation = object.at("aggregationRule");
        if (!namespaced && aggregation.isSet()) {
            Field selectors = aggregation.at("clusterRoleSelectors");
            Check.required(selectors, "at least one clusterRoleSelector required if aggregationRule is non-nil");
            for (Field selector : selectors.items()) {
                int before = selector.errorCount();
                Check.labelSelector(selector);
                if (selector.errorCount() > before) {
                    selector.invalidAs("null", "invalid label selector.");
                }
            }
        }
    }

    private void rule(Field rule) {
        Check.required(rule.at("verbs"), "verbs must contain at least one value");
        Field urls = rule.at("nonResourceURLs");
        if (urls.size() > 0) {
            if (namespaced) {
                urls.invalid("namespaced rules cannot apply to non-resource URLs");
            }
            if (rule.at("apiGroups").size()
                            + rule.at("resources").size()
                            + rule.at("resourceNames").size()
                    > 0) {
                urls.invalid("rules cannot apply to both regular resources and non-resource URLs");
            }
            return;
        }
        Check.required(rule.at("apiGroups"), "resource rules must supply at least one api group");
        Check.required(rule.at("resources"), "resource rules must supply at least one resource");
    }
}
