package dev.quarterdeck.kube.defaulting;

import dev.quarterdeck.kube.defaulting.AdmissionDefaults.ServicePorts;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Flow control, the extension of the API, dynamic resources and certificates. */
final class ClusterDefaults {

    private ClusterDefaults() {}

    static void flowSchema(ObjectNode schema) {
        Fields.withMade(schema, "spec", spec -> Fields.numberIfZero(spec, "matchingPrecedence", 1000));
        Fields.make(schema, "status");
    }

    static void priorityLevel(ObjectNode level) {
        Fields.withMade(level, "spec", spec -> {
            Fields.withObject(spec, "exempt", exempt -> {
                Fields.number(exempt, "nominalConcurrencyShares", 0);
                Fields.number(exempt, "lendablePercent", 0);
            });
            Fields.withObject(spec, "limited", limited -> {
                Fields.number(limited, "nominalConcurrencyShares", 30);
                Fields.number(limited, "lendablePercent", 0);
                Fields.withMade(
                        limited,
                        "limitResponse",
                        response -> Fields.withObject(response, "queuing", queuing -> {
                            Fields.numberIfZero(queuing, "handSize", 8);
                            Fields.numberIfZero(queuing, "queues", 64);
                            Fields.numberIfZero(queuing, "queueLengthLimit", 50);
                        }));
            });
        });
        Fields.make(level, "status");
    }

    static void customResource(ObjectNode definition) {
        Fields.withMade(definition, "spec", spec -> {
            Fields.withMade(spec, "names", names -> {
                String kind = Fields.text(names, "kind");
                if (!kind.isEmpty()) {
                    Fields.text(names, "singular", kind.toLowerCase(Locale.ROOT));
                    Fields.text(names, "listKind", kind + "List");
                }
            });
            Fields.withMade(spec, "conversion", conversion -> {
                Fields.text(conversion, "strategy", "None");
                Fields.withObject(
                        conversion,
                        "webhook",
                        webhook -> Fields.withObject(webhook, "clientConfig", ServicePorts::service));
            });
        });
        Fields.withMade(definition, "status", status -> {
            Fields.nothing(status, "conditions");
            Fields.withMade(status, "acceptedNames", names -> {
                Fields.textIfAbsent(names, "plural", "");
                Fields.textIfAbsent(names, "kind", "");
            });
            Fields.nothing(status, "storedVersions");
        });
    }

    static void apiService(ObjectNode service) {
        Fields.withMade(service, "spec", ServicePorts::service);
        Fields.make(service, "status");
    }

    static void resourceClaim(ObjectNode claim) {
        Fields.withMade(claim, "spec", ClusterDefaults::claimSpec);
        Fields.make(claim, "status");
    }

    static void resourceClaimTemplate(ObjectNode template) {
        Fields.withMade(template, "spec", spec -> {
            Fields.make(spec, "metadata");
            Fields.withMade(spec, "spec", ClusterDefaults::claimSpec);
        });
    }

    private static void claimSpec(ObjectNode spec) {
        Fields.make(spec, "devices");
        Fields.each(spec.path("devices"), "requests", request -> {
            Fields.withObject(request, "exactly", ClusterDefaults::deviceRequest);
            Fields.each(request, "firstAvailable", ClusterDefaults::deviceRequest);
        });
    }

    private static void deviceRequest(ObjectNode request) {
        Fields.text(request, "allocationMode", "ExactCount");
        if (Fields.text(request, "allocationMode").equals("ExactCount")) {
            Fields.numberIfZero(request, "count", 1);
        }
        Fields.each(request, "tolerations", toleration -> Fields.text(toleration, "operator", "Equal"));
        Fields.withObject(request, "capacity", capacity -> Quantities.list(capacity, "requests"));
    }

    static void deviceClass(ObjectNode deviceClass) {
        Fields.make(deviceClass, "spec");
    }

    static void resourceSlice(ObjectNode slice) {
        Fields.each(slice.path("spec"), "devices", device -> {
            amounts(device, "capacity");
            Fields.each(device, "consumesCounters", consumption -> amounts(consumption, "counters"));
        });
        Fields.each(slice.path("spec"), "sharedCounters", set -> amounts(set, "counters"));
    }

    private static void amounts(ObjectNode holder, String field) {
        ObjectNode amounts = Fields.object(holder, field);
        if (amounts != null) {
            amounts.values().forEach(value -> {
                if (value instanceof ObjectNode entry) {
                    Quantities.value(entry, "value");
                }
            });
        }
    }

    static void status(ObjectNode object) {
        Fields.make(object, "status");
    }
}
