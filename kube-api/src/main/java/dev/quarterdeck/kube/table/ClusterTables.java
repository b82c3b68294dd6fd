package dev.quarterdeck.kube.table;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rights, admission, flow control, leases, certificates, scheduling and devices. */
final class ClusterTables {

    private static final Set<String> ENDS = Set.of("Running", "Succeeded", "Failed");

    private ClusterTables() {}

    private static JsonNode spec(ObjectNode object) {
        return object.path("spec");
    }

    static TablePrinter roleBinding() {
        return Table.named()
                .text("Role", "Role that is given", o -> {
                    JsonNode role = o.path("roleRef");
                    return Cells.text(role, "kind") + "/" + Cells.text(role, "name");
                })
                .age()
                .wide("Users", "Users it is given to", o -> subjects(o, "User"))
                .wide("Groups", "Groups it is given to", o -> subjects(o, "Group"))
                .wide("ServiceAccounts", "Service accounts it is given to", o -> subjects(o, "ServiceAccount"));
    }

    private static String subjects(ObjectNode binding, String kind) {
        List<String> names = new ArrayList<>();
        for (JsonNode subject : binding.path("subjects")) {
            if (Cells.text(subject, "kind").equals(kind)) {
                String name = Cells.text(subject, "name");
                names.add(kind.equals("ServiceAccount") ? Cells.text(subject, "namespace") + "/" + name : name);
            }
        }
        return String.join(", ", names);
    }

    static TablePrinter lease() {
        return Table.named()
                .text("Holder", "Who holds it", o -> Cells.text(spec(o), "holderIdentity"))
                .age();
    }

    static TablePrinter priorityClass() {
        return Table.named()
                .number("Value", "Priority of its pods", o -> Cells.number(o, "value"))
                .flag("Global-Default", "Whether pods without a class get it", o -> o.path("globalDefault")
                        .asBoolean(false))
                .age()
                .text("PreemptionPolicy", "Whether its pods push out others", o -> Cells.text(o, "preemptionPolicy"));
    }

    static TablePrinter migration() {
        return Table.empty()
                .text("Name", "Name of the object", Cells::name)
                .text("Resource", "Resource that is migrated", o -> {
                    JsonNode resource = spec(o).path("resource");
                    String group = Cells.text(resource, "group");
                    return Cells.text(resource, "resource") + (group.isEmpty() ? "" : "." + group);
                })
                .text("Status", "How far it is", o -> {
                    String last = "Unknown";
                    for (JsonNode condition : o.path("status").path("conditions")) {
                        String type = Cells.text(condition, "type");
                        if (Cells.text(condition, "status").equals("True") && ENDS.contains(type)) {
                            last = type;
                        }
                    }
                    return last;
                });
    }

    static TablePrinter runtimeClass() {
        return Table.named()
                .text("Handler", "Configuration of the container runtime", o -> Cells.text(o, "handler"))
                .age();
    }

    static TablePrinter webhooks() {
        return Table.named()
                .number("Webhooks", "Number of webhooks", o -> o.path("webhooks")
                        .size())
                .age();
    }

    static TablePrinter admissionPolicy(String counted, String field) {
        return Table.named()
                .number(counted, "Number of expressions", o -> spec(o).path(field)
                        .size())
                .text("ParamKind", "Kind of its parameters", o -> {
                    JsonNode kind = spec(o).path("paramKind");
                    return kind.isObject()
                            ? Cells.text(kind, "apiVersion") + "/" + Cells.text(kind, "kind")
                            : Cells.UNSET;
                })
                .age();
    }

    static TablePrinter policyBinding() {
        return Table.named()
                .text("PolicyName", "Policy that is bound", o -> Cells.text(spec(o), "policyName"))
                .text("ParamRef", "Parameters", ClusterTables::parameters)
                .age();
    }

    private static String parameters(ObjectNode binding) {
        JsonNode reference = spec(binding).path("paramRef");
        String name = Cells.text(reference, "name");
        if (!name.isEmpty()) {
            return Cells.text(reference, "namespace", "*") + "/" + name;
        }
        return reference.path("selector").isObject()
                ? reference.path("selector").toString()
                : Cells.UNSET;
    }

    static TablePrinter flowSchema() {
        return Table.named()
                .text(
                        "PriorityLevel",
                        "Priority level of its requests",
                        o -> Cells.text(spec(o).path("priorityLevelConfiguration"), "name"))
                .numberAsText(
                        "MatchingPrecedence",
                        "Lower is looked at first",
                        o -> Cells.number(spec(o), "matchingPrecedence"))
                .text(
                        "DistinguisherMethod",
                        "What makes requests one flow",
                        o -> Cells.text(spec(o).path("distinguisherMethod"), "type", Cells.NONE))
                .age()
                .text(
                        "MissingPL",
                        "Whether its priority level is missing",
                        o -> Cells.text(
                                Cells.condition(o.path("status").path("conditions"), "Dangling"), "status", "?"));
    }

    static TablePrinter priorityLevel() {
        Table table = Table.named().text("Type", "Limited or Exempt", o -> Cells.text(spec(o), "type"));
        shares(table, "NominalConcurrencyShares", "Share of the server's concurrency", o -> spec(o).path("limited")
                .path("nominalConcurrencyShares"));
        shares(table, "Queues", "Number of queues", o -> queuing(o).path("queues"));
        shares(table, "HandSize", "Queues a flow may use", o -> queuing(o).path("handSize"));
        shares(table, "QueueLengthLimit", "Longest queue", o -> queuing(o).path("queueLengthLimit"));
        return table.age();
    }

    private static JsonNode queuing(ObjectNode level) {
        return spec(level).path("limited").path("limitResponse").path("queuing");
    }

    private static void shares(Table table, String name, String description, Function<ObjectNode, JsonNode> number) {
        table.column(name, "string", "", 0, description, (o, now) -> {
            JsonNode value = number.apply(o);
            return value.isNumber() ? value : Table.text(Cells.NONE);
        });
    }

    static TablePrinter signingRequest() {
        return Table.named()
                .age()
                .text("SignerName", "Signer that is asked", o -> Cells.text(spec(o), "signerName", Cells.NONE))
                .text("Requestor", "Who asks", o -> Cells.text(spec(o), "username"))
                .text("RequestedDuration", "How long the certificate should last", o -> {
                    JsonNode seconds = spec(o).path("expirationSeconds");
                    return seconds.isNumber() ? Durations.human(Duration.ofSeconds(seconds.asLong(0))) : Cells.NONE;
                })
                .text("Condition", "What was decided", ClusterTables::decision);
    }

    private static String decision(ObjectNode request) {
        JsonNode status = request.path("status");
        JsonNode conditions = status.path("conditions");
        String word = has(conditions, "Denied") ? "Denied" : has(conditions, "Approved") ? "Approved" : "Pending";
        return word
                + (has(conditions, "Failed") ? ",Failed" : "")
                + (Cells.text(status, "certificate").isEmpty() ? "" : ",Issued");
    }

    private static boolean has(JsonNode conditions, String type) {
        return !Cells.condition(conditions, type).isMissingNode();
    }

    static TablePrinter apiService() {
        return Table.named()
                .text("Service", "Service that serves it", o -> {
                    JsonNode service = spec(o).path("service");
                    return service.isObject()
                            ? Cells.text(service, "namespace") + "/" + Cells.text(service, "name")
                            : "Local";
                })
                .text("Available", "Whether it can be used", o -> {
                    JsonNode available = Cells.condition(o.path("status").path("conditions"), "Available");
                    String status = Cells.text(available, "status", "Unknown");
                    String reason = Cells.text(available, "reason");
                    return status.equals("True") || reason.isEmpty() ? status : status + " (" + reason + ")";
                })
                .age();
    }

    static TablePrinter resourceClaim() {
        return Table.named()
                .text("State", "Whether it is allocated and in use", o -> {
                    List<String> states = new ArrayList<>();
                    JsonNode status = o.path("status");
                    if (Cells.isBeingDeleted(o)) {
                        states.add("deleted");
                    }
                    if (status.path("allocation").isObject()) {
                        states.add("allocated");
                        if (!status.path("reservedFor").isEmpty()) {
                            states.add("reserved");
                        }
                    } else if (states.isEmpty()) {
                        states.add("pending");
                    }
                    return String.join(",", states);
                })
                .age();
    }

    static TablePrinter resourceSlice() {
        return Table.named()
                .text("Node", "Node the devices are on", o -> Cells.text(spec(o), "nodeName"))
                .text("Driver", "Driver of the devices", o -> Cells.text(spec(o), "driver"))
                .text("Pool", "Pool the devices belong to", o -> Cells.text(spec(o).path("pool"), "name"))
                .age();
    }

    static TablePrinter scale() {
        return Table.empty()
                .text("Name", "Name of the object", Cells::name)
                .number("Desired", "Pods wanted", o -> Cells.number(spec(o), "replicas"))
                .number("Available", "Pods that exist", o -> Cells.number(o.path("status"), "replicas"))
                .age();
    }

    static TablePrinter status() {
        return Table.empty()
                .text("Status", "Success or Failure", o -> Cells.text(o, "status"))
                .text("Reason", "Why, in one word", o -> Cells.text(o, "reason"))
                .text("Message", "What happened", o -> Cells.text(o, "message"));
    }
}
