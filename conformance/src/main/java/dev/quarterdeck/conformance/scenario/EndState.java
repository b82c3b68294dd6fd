package dev.quarterdeck.conformance.scenario;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks at what is in a scenario's place. Left out is what differs by itself (uids, versions, times, managed fields, addresses) and what nodes say of containers, for nodes
 * are the same programs on both sides.
 */
final class EndState {
    /** Written by nodes: that they are true or not says enough. */
    private static final Set<String> OF_NODES =
            Set.of("Ready", "ContainersReady", "Initialized", "PodReadyToStartContainers");

    /** Before a message that stands for several, which differ in names. */
    private static final String COMBINED = "(combined from similar events): ";

    /** What programs that were built for OpenShift add. */
    private static final String FOREIGN = "openshift";

    private static final Set<String> SHARED_SERVICE_ACCOUNT_FIELDS = Set.of("secrets", "imagePullSecrets");

    private final ScenarioPlace place;
    private final Names names;
    private final Facts facts = new Facts();

    private EndState(ScenarioPlace place) {
        this.place = place;
        this.names = Names.of(place);
    }

    static Facts of(ScenarioPlace place) throws InterruptedException {
        return new EndState(place).look();
    }

    private Facts look() throws InterruptedException {
        Map<String, List<ObjectNode>> objects = new TreeMap<>();
        for (String kind : Kinds.COMPARED) {
            objects.put(kind, place.cluster().list(kind, place.namespace()));
        }
        objects.forEach((kind, list) -> list.forEach(object -> names.learn(kind, object)));
        objects.forEach((kind, list) -> list.forEach(object -> add(kind, object)));
        for (ScenarioPlace.Wide wide : place.wide()) {
            place.cluster().get(wide.kind(), "", wide.name()).ifPresent(object -> add(wide.kind(), object));
        }
        for (JsonNode event : place.cluster().list("Event", place.namespace())) {
            addEvent(event);
        }
        if (!place.wide().isEmpty()) {
            for (JsonNode event : place.cluster().list("Event", "default")) {
                if (place.isWide(event.path("involvedObject").path("name").asString(""))) {
                    addEvent(event);
                }
            }
        }
        place.answers().forEach((step, answer) -> facts.add("Step " + step, "answer", names.plain(answer), 1));
        return facts;
    }

    private void add(String kind, ObjectNode original) {
        String name = original.path("metadata").path("name").asString("");
        if (name.startsWith(FOREIGN)) {
            return;
        }
        ObjectNode object = original.deepCopy();
        object.remove(List.of("apiVersion", "kind"));
        if (object.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(
                    List.of("uid", "resourceVersion", "managedFields", "selfLink", "creationTimestamp", "name"));
            metadata.remove(List.of("namespace", "generateName"));
        }
        switch (kind) {
            case "Pod" -> pod(object);
            case "ConfigMap" -> configMap(name, object);
            case "Service" -> service(object);
            case "ServiceAccount" -> object.remove(SHARED_SERVICE_ACCOUNT_FIELDS);
            case "Node" -> node(object);
            case "Endpoints", "EndpointSlice" -> endpoints(object);
            case "PersistentVolume" ->
                ((ObjectNode) object.path("spec"))
                        .withObjectProperty("claimRef")
                        .remove("resourceVersion");
            default -> {}
        }
        facts.add("count " + kind, names.plain(name), "there", 1);
        facts.addTree(kind + " " + names.plain(name), "", object, names);
    }

    private static void pod(ObjectNode pod) {
        for (JsonNode volume : pod.path("spec").path("volumes")) {
            if (volume.path("projected").get("sources") instanceof ArrayNode sources
                    && volume.path("name").asString("").startsWith("kube-api-access-")) {
                for (int i = sources.size() - 1; i >= 0; i--) {
                    if (sources.get(i)
                            .path("configMap")
                            .path("name")
                            .asString("")
                            .startsWith(FOREIGN)) {
                        sources.remove(i);
                    }
                }
            }
        }
        if (!(pod.get("status") instanceof ObjectNode status)) {
            return;
        }
        status.remove(List.of("observedGeneration", "startTime", "hostIPs", "podIPs", "hostIP", "podIP", "resources"));
        status.remove(List.of("containerStatuses", "initContainerStatuses"));
        for (JsonNode item : status.path("conditions")) {
            ObjectNode condition = (ObjectNode) item;
            condition.remove(List.of("observedGeneration", "lastProbeTime"));
            if (OF_NODES.contains(condition.path("type").asString(""))) {
                condition.remove(List.of("reason", "message"));
            }
        }
        if (Set.of("Failed", "Succeeded").contains(status.path("phase").asString(""))
                && status.path("message").isMissingNode()) {
            status.remove("reason");
        }
    }

    /** The authorities of the API server differ, and so do the words about them. */
    private static void configMap(String name, ObjectNode map) {
        if (name.equals("kube-root-ca.crt")) {
            map.remove("data");
            ((ObjectNode) map.path("metadata")).remove("annotations");
        }
    }

    private static void service(ObjectNode service) {
        if (service.get("spec") instanceof ObjectNode spec) {
            spec.path("ports").forEach(port -> ((ObjectNode) port).remove("nodePort"));
            spec.remove("healthCheckNodePort");
        }
    }

    /** How many changes became one write, and what the last of them was, is a matter of moments. */
    private static void endpoints(ObjectNode endpoints) {
        ((ObjectNode) endpoints.path("metadata")).remove("generation");
        if (endpoints.path("metadata").get("annotations") instanceof ObjectNode annotations) {
            annotations.remove("endpoints.kubernetes.io/last-change-trigger-time");
            if (annotations.isEmpty()) {
                ((ObjectNode) endpoints.path("metadata")).remove("annotations");
            }
        }
    }

    private static void node(ObjectNode node) {
        if (node.get("spec") instanceof ObjectNode spec) {
            spec.remove(List.of("podCIDR", "podCIDRs"));
        }
    }

    private void addEvent(JsonNode event) {
        String component = event.path("source").path("component").asString("");
        if (component.isEmpty()) {
            component = event.path("reportingComponent").asString("");
        }
        if (component.equals("kubelet")) {
            return;
        }
        JsonNode about = event.path("involvedObject");
        String field = about.path("fieldPath").asString("");
        int count = Math.max(
                event.path("count").asInt(0), event.path("series").path("count").asInt(0));
        String type = event.path("type").asString("");
        // What goes wrong is tried again, and how often is a matter of time.
        boolean counted = !type.equals("Warning") && !component.equals("persistentvolume-controller");
        facts.add(
                "Event of " + about.path("kind").asString("") + " "
                        + names.plain(about.path("name").asString("")),
                type + " " + event.path("reason").asString("") + " from " + component
                        + (field.isEmpty() ? "" : " about " + field) + ": "
                        + names.plain(event.path("message").asString("").replace(COMBINED, "")),
                counted ? "times" : "some",
                counted ? Math.max(1, count) : 0);
    }
}
