package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.NameRule;
import dev.quarterdeck.kube.validation.rule.Same;

/** RoleBindings and ClusterRoleBindings: the role they give never changes. */
public final class RoleBindingRules implements KindRules {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private final boolean namespaced;

    private RoleBindingRules(boolean namespaced) {
        this.namespaced = namespaced;
    }

    public static RoleBindingRules roleBinding() {
        return new RoleBindingRules(true);
    }

    public static RoleBindingRules clusterRoleBinding() {
        return new RoleBindingRules(false);
    }

    @Override
    public NameRule names() {
        return NameRule.PATH_SEGMENT;
    }

    @Override
    public void create(Field object) {
        Field role = object.at("roleRef");
        Check.oneOf(role.at("apiGroup"), GROUP);
        if (namespaced) {
            Check.oneOf(role.at("kind"), "Role", "ClusterRole");
        } else {
            Check.oneOf(role.at("kind"), "ClusterRole");
        }
        if (Check.required(role.at("name"))) {
            role.at("name").invalid(Formats.pathSegment(role.at("name").text()));
        }
        object.at("subjects").items().forEach(this::subject);
    }

    private void subject(Field subject) {
        Field name = subject.at("name");
        Field group = subject.at("apiGroup");
        boolean named = Check.required(name);
        switch (subject.at("kind").text()) {
            case "ServiceAccount" -> {
                if (named) {
                    Check.dnsSubdomain(name);
                }
                if (!group.isEmpty()) {
                    group.unsupported("");
                }
                if (!namespaced) {
                    Check.required(subject.at("namespace"));
                }
            }
            case "User", "Group" -> Check.oneOf(group, GROUP);
            default -> subject.at("kind").unsupported("ServiceAccount", "User", "Group");
        }
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        if (!Same.same(object.at("roleRef"), old.at("roleRef"))) {
            object.at("roleRef")
                    .invalidAs(object.at("roleRef").struct("APIGroup=", "Kind=", "Name="), "cannot change roleRef");
        }
    }
}
