package dev.quarterdeck.kube.defaulting;

import tools.jackson.databind.node.ObjectNode;

/** admissionregistration.k8s.io: webhook configurations, admission policies and their bindings. */
final class AdmissionDefaults {

    private AdmissionDefaults() {}

    static void validatingWebhooks(ObjectNode configuration) {
        Fields.each(configuration, "webhooks", AdmissionDefaults::webhook);
    }

    static void mutatingWebhooks(ObjectNode configuration) {
        Fields.each(configuration, "webhooks", webhook -> {
            webhook(webhook);
            Fields.textIfAbsent(webhook, "reinvocationPolicy", "Never");
        });
    }

    private static void webhook(ObjectNode webhook) {
        Fields.textIfAbsent(webhook, "failurePolicy", "Fail");
        selectors(webhook);
        Fields.number(webhook, "timeoutSeconds", 10);
        Fields.each(webhook, "rules", rule -> Fields.textIfAbsent(rule, "scope", "*"));
        Fields.withMade(webhook, "clientConfig", ServicePorts::service);
    }

    private static void selectors(ObjectNode node) {
        Fields.textIfAbsent(node, "matchPolicy", "Equivalent");
        Fields.make(node, "namespaceSelector");
        Fields.make(node, "objectSelector");
    }

    private static void matchResources(ObjectNode match) {
        selectors(match);
        Fields.each(match, "resourceRules", rule -> Fields.textIfAbsent(rule, "scope", "*"));
        Fields.each(match, "excludeResourceRules", rule -> Fields.textIfAbsent(rule, "scope", "*"));
    }

    static void validatingPolicy(ObjectNode policy) {
        policy(policy);
        Fields.make(policy, "status");
    }

    static void mutatingPolicy(ObjectNode policy) {
        policy(policy);
    }

    private static void policy(ObjectNode policy) {
        Fields.withMade(policy, "spec", spec -> {
            Fields.textIfAbsent(spec, "failurePolicy", "Fail");
            Fields.withObject(spec, "matchConstraints", AdmissionDefaults::matchResources);
        });
    }

    static void binding(ObjectNode binding) {
        Fields.withMade(
                binding, "spec", spec -> Fields.withObject(spec, "matchResources", AdmissionDefaults::matchResources));
    }

    /** Services that answer for the API server listen on 443 unless it is said otherwise. */
    static final class ServicePorts {
        private ServicePorts() {}

        static void service(ObjectNode clientConfig) {
            Fields.withObject(clientConfig, "service", s -> Fields.number(s, "port", 443));
        }
    }
}
