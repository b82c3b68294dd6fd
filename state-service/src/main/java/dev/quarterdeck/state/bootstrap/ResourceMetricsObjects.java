package dev.quarterdeck.state.bootstrap;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.bootstrap.Desired.Upkeep;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * That metrics.k8s.io is served, and who may read it: whoever may view, edit or administrate. Names and rights are those of the usual metrics server, which can take the
 * place of the gateway by writing over both. Pure.
 */
final class ResourceMetricsObjects {
    private static final String GROUP = "metrics.k8s.io";

    private ResourceMetricsObjects() {}

    static List<Desired> all() {
        return List.of(apiService(), readers());
    }

    private static Desired apiService() {
        ObjectNode object = Desired.object("apiregistration.k8s.io/v1", "APIService", "", "v1beta1." + GROUP);
        object.putObject("spec")
                .put("group", GROUP)
                .put("groupPriorityMinimum", 100)
                .put("version", "v1beta1")
                .put("versionPriority", 100);
        object.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("message", "Local APIServices are always available")
                .put("reason", "Local")
                .put("status", "True")
                .put("type", "Available");
        return new Desired(new StoredResource("apiregistration.k8s.io", "apiservices"), object, Upkeep.LEAVE);
    }

    private static Desired readers() {
        ObjectNode object =
                Desired.object("rbac.authorization.k8s.io/v1", "ClusterRole", "", "system:aggregated-metrics-reader");
        ObjectNode labels = Desired.metadata(object).putObject("labels");
        for (String role : List.of("admin", "edit", "view")) {
            labels.put("rbac.authorization.k8s.io/aggregate-to-" + role, "true");
        }
        ObjectNode rule = object.putArray("rules").addObject();
        add(rule, "apiGroups", GROUP);
        add(rule, "resources", "pods", "nodes");
        add(rule, "verbs", "get", "list", "watch");
        return new Desired(new StoredResource("rbac.authorization.k8s.io", "clusterroles"), object, Upkeep.LEAVE);
    }

    private static void add(ObjectNode rule, String field, String... values) {
        ArrayNode list = rule.putArray(field);
        for (String value : values) {
            list.add(value);
        }
    }
}
