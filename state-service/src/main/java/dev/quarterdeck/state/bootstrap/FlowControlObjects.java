package dev.quarterdeck.state.bootstrap;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.bootstrap.Desired.Upkeep;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Priority levels and flow schemas of a new cluster (Kubernetes documentation, "API Priority and Fairness"), one line each. Pure. */
final class FlowControlObjects {
    private static final String API = "flowcontrol.apiserver.k8s.io";
    static final String AUTO_UPDATE = "apf.kubernetes.io/autoupdate-spec";
    private static final String NODES = "system:nodes";

    private final List<Desired> result = new ArrayList<>();

    static List<Desired> all() {
        FlowControlObjects objects = new FlowControlObjects();
        objects.levels();
        objects.schemas();
        return objects.result;
    }

    private void levels() {
        ObjectNode exempt = level("exempt", Upkeep.SPEC_UNLESS_DISOWNED).put("type", "Exempt");
        exempt.putObject("exempt").put("lendablePercent", 0).put("nominalConcurrencyShares", 0);
        ObjectNode catchAll = limited("catch-all", 5, 0);
        catchAll.putObject("limitResponse").put("type", "Reject");
        queued("global-default", 20, 50, 128, 6);
        queued("leader-election", 10, 0, 16, 4);
        queued("node-high", 40, 25, 64, 6);
        queued("system", 30, 33, 64, 6);
        queued("workload-high", 40, 50, 128, 6);
        queued("workload-low", 100, 90, 128, 6);
    }

    private ObjectNode level(String name, Upkeep upkeep) {
        ObjectNode object = annotated("PriorityLevelConfiguration", name);
        result.add(new Desired(new StoredResource(API, "prioritylevelconfigurations"), object, upkeep));
        ObjectNode spec = object.putObject("spec");
        object.putObject("status");
        return spec;
    }

    private ObjectNode limited(String name, int shares, int lendablePercent) {
        ObjectNode limited =
                level(name, Upkeep.SPEC_UNLESS_DISOWNED).put("type", "Limited").putObject("limited");
        return limited.put("lendablePercent", lendablePercent).put("nominalConcurrencyShares", shares);
    }

    private void queued(String name, int shares, int lendablePercent, int queues, int handSize) {
        ObjectNode response = limited(name, shares, lendablePercent).putObject("limitResponse");
        response.put("type", "Queue")
                .putObject("queuing")
                .put("handSize", handSize)
                .put("queueLengthLimit", 50)
                .put("queues", queues);
    }

    private void schemas() {
        everything(schema("exempt", 1, "exempt", ""), group("system:masters"));
        ObjectNode probes = rule(schema("probes", 2, "exempt", ""), everyone());
        nonResource(probes, List.of("/healthz", "/readyz", "/livez"), "get");
        ObjectNode election = rule(
                schema("system-leader-election", 100, "leader-election", "ByUser"),
                user("system:kube-controller-manager"),
                user("system:kube-scheduler"),
                accounts("kube-system"));
        resources(election, "coordination.k8s.io", List.of("leases"), false, List.of("get", "create", "update"));
        ObjectNode nodeHigh = rule(schema("system-node-high", 400, "node-high", "ByUser"), group(NODES));
        resources(nodeHigh, "", List.of("nodes", "nodes/status"), true, List.of("*"));
        resources(nodeHigh, "coordination.k8s.io", List.of("leases"), false, List.of("*"));
        everything(schema("system-nodes", 500, "system", "ByUser"), group(NODES));
        everything(
                schema("kube-controller-manager", 800, "workload-high", "ByNamespace"),
                user("system:kube-controller-manager"));
        everything(schema("kube-scheduler", 800, "workload-high", "ByNamespace"), user("system:kube-scheduler"));
        everything(
                schema("kube-system-service-accounts", 900, "workload-high", "ByNamespace"), accounts("kube-system"));
        everything(schema("service-accounts", 9000, "workload-low", "ByUser"), group("system:serviceaccounts"));
        everything(schema("global-default", 9900, "global-default", "ByUser"), everyone());
        everything(schema("catch-all", 10000, "catch-all", "ByUser"), everyone());
    }

    private interface Subject {
        void addTo(ArrayNode subjects);
    }

    private static Subject group(String name) {
        return s -> s.addObject().put("kind", "Group").putObject("group").put("name", name);
    }

    private static Subject everyone() {
        return s -> {
            group("system:unauthenticated").addTo(s);
            group("system:authenticated").addTo(s);
        };
    }

    private static Subject user(String name) {
        return s -> s.addObject().put("kind", "User").putObject("user").put("name", name);
    }

    private static Subject accounts(String namespace) {
        return s -> s.addObject()
                .put("kind", "ServiceAccount")
                .putObject("serviceAccount")
                .put("name", "*")
                .put("namespace", namespace);
    }

    private ObjectNode schema(String name, int precedence, String level, String distinguisher) {
        ObjectNode object = annotated("FlowSchema", name);
        ObjectNode spec = object.putObject("spec");
        if (!distinguisher.isEmpty()) {
            spec.putObject("distinguisherMethod").put("type", distinguisher);
        }
        spec.put("matchingPrecedence", precedence)
                .putObject("priorityLevelConfiguration")
                .put("name", level);
        object.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Dangling")
                .put("status", "False")
                .put("reason", "Found")
                .put(
                        "message",
                        "This FlowSchema references the PriorityLevelConfiguration object named \"" + level
                                + "\" and it exists");
        result.add(new Desired(new StoredResource(API, "flowschemas"), object, Upkeep.SPEC_UNLESS_DISOWNED));
        return spec;
    }

    private static ObjectNode rule(ObjectNode spec, Subject... subjects) {
        ObjectNode rule = spec.putArray("rules").addObject();
        ArrayNode array = rule.putArray("subjects");
        for (Subject subject : subjects) {
            subject.addTo(array);
        }
        return rule;
    }

    private static void everything(ObjectNode spec, Subject subject) {
        ObjectNode rule = rule(spec, subject);
        nonResource(rule, List.of("*"), "*");
        resources(rule, "*", List.of("*"), true, List.of("*"));
    }

    private static void nonResource(ObjectNode rule, List<String> paths, String verb) {
        ObjectNode node = rule.withArrayProperty("nonResourceRules").addObject();
        paths.forEach(node.putArray("nonResourceURLs")::add);
        node.putArray("verbs").add(verb);
    }

    private static void resources(
            ObjectNode rule, String group, List<String> resources, boolean clusterScope, List<String> verbs) {
        ObjectNode node = rule.withArrayProperty("resourceRules").addObject();
        node.putArray("apiGroups").add(group);
        if (clusterScope) {
            node.put("clusterScope", true);
        }
        node.putArray("namespaces").add("*");
        resources.forEach(node.putArray("resources")::add);
        verbs.forEach(node.putArray("verbs")::add);
    }

    private static ObjectNode annotated(String kind, String name) {
        ObjectNode object = Desired.object(API + "/v1", kind, "", name);
        Desired.metadata(object).put("generation", 1).putObject("annotations").put(AUTO_UPDATE, "true");
        return object;
    }
}
