package dev.quarterdeck.kube.defaulting;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The rest of the core group, and small kinds whose only defaults are fields written although empty. */
final class CoreDefaults {
    private static final String[] NODE_INFO = {
        "machineID",
        "systemUUID",
        "bootID",
        "kernelVersion",
        "osImage",
        "containerRuntimeVersion",
        "kubeletVersion",
        "kubeProxyVersion",
        "operatingSystem",
        "architecture"
    };

    private CoreDefaults() {}

    /** The label that lets namespaces be selected by name. */
    static void namespace(ObjectNode namespace) {
        String name = namespace.path("metadata").path("name").asString("");
        if (!name.isEmpty()) {
            Fields.withMade(
                    namespace,
                    "metadata",
                    m -> Fields.withMade(m, "labels", l -> l.put("kubernetes.io/metadata.name", name)));
        }
        Fields.make(namespace, "spec");
        Fields.withMade(namespace, "status", status -> Fields.text(status, "phase", "Active"));
    }

    static void node(ObjectNode node) {
        Fields.withMade(node, "spec", CoreDefaults::podRanges);
        Fields.withMade(node, "status", status -> {
            Quantities.list(status, "capacity");
            if (!Fields.has(status, "allocatable") && !Fields.isEmpty(status, "capacity")) {
                status.set("allocatable", status.path("capacity").deepCopy());
            }
            Quantities.list(status, "allocatable");
            Fields.withMade(
                    status,
                    "daemonEndpoints",
                    e -> Fields.withMade(e, "kubeletEndpoint", k -> Fields.number(k, "Port", 0)));
            Fields.withMade(status, "nodeInfo", info -> {
                for (String field : NODE_INFO) {
                    Fields.textIfAbsent(info, field, "");
                }
            });
        });
    }

    /** {@code podCIDR} is the first of {@code podCIDRs}; the single one wins where they differ. */
    private static void podRanges(ObjectNode spec) {
        String single = Fields.text(spec, "podCIDR");
        String first = spec.path("podCIDRs").path(0).asString("");
        if (!single.isEmpty() && !single.equals(first)) {
            spec.putArray("podCIDRs").add(single);
        } else if (single.isEmpty() && !first.isEmpty()) {
            spec.put("podCIDR", first);
        }
    }

    static void secret(ObjectNode secret) {
        Fields.text(secret, "type", "Opaque");
        if (secret.remove("stringData") instanceof ObjectNode strings && !strings.isEmpty()) {
            Fields.withMade(secret, "data", data -> strings.properties()
                    .forEach(e -> data.put(
                            e.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(e.getValue().asString("").getBytes(StandardCharsets.UTF_8)))));
        }
    }

    /** Accounts name their secrets in their own namespace; nothing else of such a reference is kept. */
    static void serviceAccount(ObjectNode account) {
        Fields.each(account, "secrets", secret -> secret.retain("name"));
    }

    static void limitRange(ObjectNode range) {
        Fields.withMade(range, "spec", spec -> {
            Fields.nothing(spec, "limits");
            Fields.each(spec, "limits", CoreDefaults::limit);
        });
    }

    private static void limit(ObjectNode limit) {
        for (String list : new String[] {"max", "min", "default", "defaultRequest", "maxLimitRequestRatio"}) {
            Quantities.list(limit, list);
        }
        if (Fields.text(limit, "type").equals("Container")) {
            fill(limit, "default", limit.path("max"));
            fill(limit, "defaultRequest", limit.path("default"));
            fill(limit, "defaultRequest", limit.path("min"));
        }
    }

    private static void fill(ObjectNode limit, String list, JsonNode from) {
        for (var entry : from.properties()) {
            Fields.withMade(limit, list, values -> {
                if (!values.has(entry.getKey())) {
                    values.set(entry.getKey(), entry.getValue());
                }
            });
        }
    }

    static void quota(ObjectNode quota) {
        Fields.withMade(quota, "spec", spec -> Quantities.list(spec, "hard"));
        Fields.withMade(quota, "status", status -> {
            Quantities.list(status, "hard");
            Quantities.list(status, "used");
        });
    }

    /** core/v1. */
    static void event(ObjectNode event) {
        Fields.nothing(event, "eventTime");
        Fields.nothing(event, "firstTimestamp");
        Fields.nothing(event, "lastTimestamp");
        Fields.textIfAbsent(event, "reportingComponent", "");
        Fields.textIfAbsent(event, "reportingInstance", "");
        Fields.make(event, "source");
        Fields.make(event, "involvedObject");
    }

    /** events.k8s.io/v1. */
    static void newEvent(ObjectNode event) {
        Fields.nothing(event, "eventTime");
        Fields.nothing(event, "deprecatedFirstTimestamp");
        Fields.nothing(event, "deprecatedLastTimestamp");
        Fields.make(event, "deprecatedSource");
        Fields.make(event, "regarding");
    }

    static void lease(ObjectNode lease) {
        Fields.make(lease, "spec");
    }

    static void podGroup(ObjectNode group) {
        ObjectNode spec = Fields.object(group, "spec");
        if (spec != null) {
            Fields.textIfAbsent(spec, "disruptionMode", "Pod");
        }
    }

    static void priorityClass(ObjectNode priorityClass) {
        Fields.textIfAbsent(priorityClass, "preemptionPolicy", "PreemptLowerPriority");
    }

    static void disruptionBudget(ObjectNode budget) {
        Fields.make(budget, "spec");
        Fields.withMade(budget, "status", status -> {
            Fields.number(status, "disruptionsAllowed", 0);
            Fields.number(status, "currentHealthy", 0);
            Fields.number(status, "desiredHealthy", 0);
            Fields.number(status, "expectedPods", 0);
        });
    }

    static void runtimeClass(ObjectNode runtimeClass) {
        Fields.withObject(runtimeClass, "overhead", overhead -> Quantities.list(overhead, "podFixed"));
    }

    static void role(ObjectNode role) {
        Fields.nothing(role, "rules");
    }

    static void roleBinding(ObjectNode binding) {
        Fields.withMade(binding, "roleRef", ref -> Fields.text(ref, "apiGroup", "rbac.authorization.k8s.io"));
        if (binding.get("subjects") instanceof ArrayNode) {
            Fields.each(binding, "subjects", subject -> {
                String kind = Fields.text(subject, "kind");
                if (kind.equals("User") || kind.equals("Group")) {
                    Fields.text(subject, "apiGroup", "rbac.authorization.k8s.io");
                }
            });
        }
    }
}
