package dev.quarterdeck.kube.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Nodes, namespaces, events, configuration and quotas. */
final class CoreTables {
    private static final String ROLE_LABEL = "node-role.kubernetes.io/";

    private CoreTables() {}

    static TablePrinter node() {
        return Table.named()
                .text("Status", "Whether the node is ready and takes pods", CoreTables::nodeStatus)
                .text("Roles", "Roles its labels give it", CoreTables::roles)
                .age()
                .text("Version", "Version of its agent", o -> Cells.text(info(o), "kubeletVersion"))
                .wide("Internal-IP", "Address inside the cluster", o -> address(o, "InternalIP"))
                .wide("External-IP", "Address outside the cluster", o -> address(o, "ExternalIP"))
                .wide("OS-Image", "Operating system", o -> Cells.text(info(o), "osImage", Cells.UNKNOWN))
                .wide("Kernel-Version", "Kernel", CoreTables::kernel)
                .wide(
                        "Container-Runtime",
                        "Container runtime",
                        o -> Cells.text(info(o), "containerRuntimeVersion", Cells.UNKNOWN));
    }

    private static JsonNode info(ObjectNode node) {
        return node.path("status").path("nodeInfo");
    }

    private static String nodeStatus(ObjectNode node) {
        JsonNode ready = Cells.condition(node.path("status").path("conditions"), "Ready");
        String status =
                ready.isMissingNode() ? "Unknown" : Cells.text(ready, "status").equals("True") ? "Ready" : "NotReady";
        return node.path("spec").path("unschedulable").asBoolean(false) ? status + ",SchedulingDisabled" : status;
    }

    private static String roles(ObjectNode node) {
        TreeSet<String> roles = new TreeSet<>();
        node.path("metadata").path("labels").properties().forEach(label -> {
            String value = label.getValue().asString("");
            if (label.getKey().startsWith(ROLE_LABEL) && label.getKey().length() > ROLE_LABEL.length()) {
                roles.add(label.getKey().substring(ROLE_LABEL.length()));
            } else if (label.getKey().equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
            }
        });
        return roles.isEmpty() ? Cells.NONE : String.join(",", roles);
    }

    private static String address(ObjectNode node, String type) {
        for (JsonNode address : node.path("status").path("addresses")) {
            if (Cells.text(address, "type").equals(type)) {
                return Cells.text(address, "address");
            }
        }
        return Cells.NONE;
    }

    private static String kernel(ObjectNode node) {
        String kernel = Cells.text(info(node), "kernelVersion", Cells.UNKNOWN);
        String architecture = Cells.text(info(node), "architecture");
        return architecture.isEmpty() ? kernel : kernel + " (" + architecture + ")";
    }

    static TablePrinter namespace() {
        return Table.named()
                .text("Status", "Phase of the namespace", o -> Cells.text(o.path("status"), "phase"))
                .age();
    }

    static TablePrinter secret() {
        return Table.named()
                .text("Type", "What it holds", o -> Cells.text(o, "type"))
                .numberAsText("Data", "Number of keys", o -> o.path("data").size())
                .age();
    }

    static TablePrinter configMap() {
        return Table.named()
                .numberAsText(
                        "Data",
                        "Number of keys",
                        o -> o.path("data").size() + o.path("binaryData").size())
                .age();
    }

    static TablePrinter aged() {
        return Table.named().age();
    }

    static TablePrinter componentStatus() {
        return Table.named()
                .text("Status", "Whether the component is healthy", o -> {
                    JsonNode healthy = Cells.condition(o.path("conditions"), "Healthy");
                    return healthy.isMissingNode()
                            ? "Unknown"
                            : Cells.text(healthy, "status").equals("True") ? "Healthy" : "Unhealthy";
                })
                .text(
                        "Message",
                        "What it says",
                        o -> Cells.text(Cells.condition(o.path("conditions"), "Healthy"), "message"))
                .text(
                        "Error",
                        "What is wrong",
                        o -> Cells.text(Cells.condition(o.path("conditions"), "Healthy"), "error"));
    }

    static TablePrinter quota() {
        return Table.named()
                .text("Request", "Used and allowed, requests and counts", o -> quota(o, false))
                .text("Limit", "Used and allowed, limits", o -> quota(o, true))
                .age();
    }

    private static String quota(ObjectNode quota, boolean limits) {
        JsonNode hard = quota.path("status").path("hard");
        JsonNode used = quota.path("status").path("used");
        List<String> parts = new ArrayList<>();
        for (String resource : new TreeSet<>(hard.propertyNames())) {
            if (resource.startsWith("limits.") == limits) {
                parts.add(resource + ": " + Cells.text(used, resource, "0") + "/" + Cells.text(hard, resource));
            }
        }
        return String.join(", ", parts);
    }

    /** Both kinds of Event; the newer one has other names for the same fields. */
    static TablePrinter event() {
        return Table.empty()
                .since("Last Seen", "Time since it happened last", CoreTables::lastSeen)
                .text("Type", "Normal or Warning", o -> Cells.text(o, "type"))
                .text("Reason", "Why it happened, in one word", o -> Cells.text(o, "reason"))
                .text("Object", "What it happened to", o -> {
                    String kind = Cells.text(subject(o), "kind").toLowerCase(Locale.ROOT);
                    String name = Cells.text(subject(o), "name");
                    return name.isEmpty() ? kind : kind + "/" + name;
                })
                .wide("Subobject", "Part of the object", o -> Cells.text(subject(o), "fieldPath"))
                .wide("Source", "Who reported it", CoreTables::source)
                .text("Message", "What happened", o -> Cells.text(o, "message", Cells.text(o, "note"))
                        .strip())
                .column(
                        "First Seen",
                        "string",
                        "",
                        1,
                        "Time since it happened first",
                        (o, now) -> Table.text(Durations.since(firstSeen(o), now)))
                .column("Count", "string", "", 1, "How often it happened", (o, now) -> o.numberNode(count(o)))
                .column("Name", "string", "name", 1, "Name of the object", (o, now) -> Table.text(Cells.name(o)));
    }

    private static JsonNode subject(ObjectNode event) {
        return event.has("regarding") ? event.path("regarding") : event.path("involvedObject");
    }

    private static String firstSeen(ObjectNode event) {
        String first = Cells.text(event, "firstTimestamp", Cells.text(event, "deprecatedFirstTimestamp"));
        return first.isEmpty() ? Cells.text(event, "eventTime") : first;
    }

    private static String lastSeen(ObjectNode event) {
        if (event.path("series").isObject()) {
            return Cells.text(event.path("series"), "lastObservedTime");
        }
        String last = Cells.text(event, "lastTimestamp", Cells.text(event, "deprecatedLastTimestamp"));
        return last.isEmpty() ? firstSeen(event) : last;
    }

    private static String source(ObjectNode event) {
        JsonNode source = event.has("deprecatedSource") ? event.path("deprecatedSource") : event.path("source");
        String component = Cells.text(
                source, "component", Cells.text(event, "reportingComponent", Cells.text(event, "reportingController")));
        String host = Cells.text(source, "host", Cells.text(event, "reportingInstance"));
        return host.isEmpty() ? component : component + ", " + host;
    }

    private static long count(ObjectNode event) {
        if (event.path("series").isObject()) {
            return Cells.number(event.path("series"), "count");
        }
        return Math.max(1, Cells.number(event, "count") + Cells.number(event, "deprecatedCount"));
    }
}
