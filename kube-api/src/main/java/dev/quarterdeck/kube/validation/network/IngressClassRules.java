package dev.quarterdeck.kube.validation.network;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;

public final class IngressClassRules implements KindRules {
    private static final int MOST_CONTROLLER_BYTES = 250;

    @Override
    public void create(Field object) {
        Field controller = object.at("spec", "controller");
        if (controller.text().length() > MOST_CONTROLLER_BYTES) {
            controller.tooLong(MOST_CONTROLLER_BYTES);
        }
        Check.domainPrefixedPath(controller);
        Field parameters = object.at("spec", "parameters");
        if (!parameters.isSet()) {
            return;
        }
        IngressRules.reference(parameters);
        Field scope = parameters.at("scope");
        Field namespace = parameters.at("namespace");
        if (!scope.isSet()) {
            scope.required("");
        } else if (Check.oneOf(scope, "Cluster", "Namespace")) {
            if (scope.is("Namespace")) {
                if (!namespace.isSet()) {
                    namespace.required("`parameters.scope` is set to 'Namespace'");
                } else {
                    Check.dnsLabel(namespace);
                }
            } else if (namespace.isSet()) {
                namespace.forbidden("`parameters.scope` is set to 'Cluster'");
            }
        }
    }

    @Override
    public void update(Field object, Field old) {
        Check.immutable(object.at("spec", "controller"), old.at("spec", "controller"));
        create(object);
    }
}
