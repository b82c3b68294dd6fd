package dev.quarterdeck.kube.table;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kinds that make pods. */
final class WorkloadTables {
    private static final String[] JOB_STATES = {"Complete", "Failed"};
    private static final String[] JOB_PROGRESS = {"Suspended", "FailureTarget", "SuccessCriteriaMet"};

    private WorkloadTables() {}

    static JsonNode spec(ObjectNode object) {
        return object.path("spec");
    }

    static JsonNode status(ObjectNode object) {
        return object.path("status");
    }

    private static JsonNode template(ObjectNode object) {
        return spec(object).path("template");
    }

    private static String ready(ObjectNode object) {
        return Cells.number(status(object), "readyReplicas") + "/" + Cells.number(spec(object), "replicas");
    }

    static TablePrinter deployment() {
        return Table.named()
                .text("Ready", "Pods that are ready, of those wanted", WorkloadTables::ready)
                .numberAsText(
                        "Up-to-date", "Pods of the newest template", o -> Cells.number(status(o), "updatedReplicas"))
                .numberAsText(
                        "Available", "Pods ready for long enough", o -> Cells.number(status(o), "availableReplicas"))
                .age()
                .containers(1, WorkloadTables::template)
                .wide(
                        "Selector",
                        "Pods that count",
                        o -> Cells.selector(spec(o).path("selector"), "", "", "<invalid>"));
    }

    static TablePrinter replicaSet() {
        return replicas()
                .wide(
                        "Selector",
                        "Pods that count",
                        o -> Cells.selector(spec(o).path("selector"), Cells.NONE, Cells.NONE, "<error>"));
    }

    static TablePrinter replicationController() {
        return replicas().wide("Selector", "Pods that count", o -> Cells.labels(spec(o).path("selector")));
    }

    private static Table replicas() {
        return Table.named()
                .number("Desired", "Pods wanted", o -> Cells.number(spec(o), "replicas"))
                .number("Current", "Pods that exist", o -> Cells.number(status(o), "replicas"))
                .number("Ready", "Pods that are ready", o -> Cells.number(status(o), "readyReplicas"))
                .age()
                .containers(1, WorkloadTables::template);
    }

    static TablePrinter daemonSet() {
        return Table.named()
                .number(
                        "Desired",
                        "Nodes that should run a pod",
                        o -> Cells.number(status(o), "desiredNumberScheduled"))
                .number("Current", "Nodes that run a pod", o -> Cells.number(status(o), "currentNumberScheduled"))
                .number("Ready", "Nodes whose pod is ready", o -> Cells.number(status(o), "numberReady"))
                .number(
                        "Up-to-date",
                        "Nodes with the newest pod",
                        o -> Cells.number(status(o), "updatedNumberScheduled"))
                .number(
                        "Available",
                        "Nodes whose pod has been ready long enough",
                        o -> Cells.number(status(o), "numberAvailable"))
                .text(
                        "Node Selector",
                        "Nodes that should run a pod",
                        o -> Cells.labels(template(o).path("spec").path("nodeSelector")))
                .age()
                .containers(1, WorkloadTables::template)
                .wide(
                        "Selector",
                        "Pods that count",
                        o -> Cells.selector(spec(o).path("selector"), Cells.NONE, Cells.NONE, "<error>"));
    }

    static TablePrinter statefulSet() {
        return Table.named()
                .text("Ready", "Pods that are ready, of those wanted", WorkloadTables::ready)
                .age()
                .containers(1, WorkloadTables::template);
    }

    static TablePrinter controllerRevision() {
        return Table.named()
                .text("Controller", "What this is a revision of", WorkloadTables::controller)
                .numberAsText("Revision", "Number of the revision", o -> Cells.number(o, "revision"))
                .age();
    }

    private static String controller(ObjectNode object) {
        for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
            if (owner.path("controller").asBoolean(false)) {
                String version = Cells.text(owner, "apiVersion");
                int slash = version.indexOf('/');
                String group = slash < 0 ? "" : "." + version.substring(0, slash);
                return (Cells.text(owner, "kind") + group).toLowerCase(Locale.ROOT) + "/" + Cells.text(owner, "name");
            }
        }
        return Cells.NONE;
    }

    static TablePrinter podTemplate() {
        return Table.named()
                .containers(0, o -> o.path("template"))
                .text(
                        "Pod Labels",
                        "Labels of the pods",
                        o -> Cells.labels(o.path("template").path("metadata").path("labels")));
    }

    static TablePrinter job() {
        return Table.named()
                .text("Status", "State of the job in one word", WorkloadTables::jobState)
                .text("Completions", "Pods that succeeded, of those needed", WorkloadTables::completions)
                .column(
                        "Duration",
                        "string",
                        "",
                        0,
                        "How long it took, or has taken so far",
                        (o, now) -> Table.text(duration(status(o), now)))
                .age()
                .containers(1, WorkloadTables::template)
                .wide(
                        "Selector",
                        "Pods that count",
                        o -> Cells.selector(spec(o).path("selector"), Cells.NONE, Cells.NONE, "<error>"));
    }

    private static String jobState(ObjectNode job) {
        JsonNode conditions = status(job).path("conditions");
        for (String state : JOB_STATES) {
            if (Cells.isTrue(conditions, state)) {
                return state;
            }
        }
        if (Cells.isBeingDeleted(job)) {
            return "Terminating";
        }
        for (String state : JOB_PROGRESS) {
            if (Cells.isTrue(conditions, state)) {
                return state;
            }
        }
        return "Running";
    }

    private static String completions(ObjectNode job) {
        long succeeded = Cells.number(status(job), "succeeded");
        JsonNode completions = spec(job).path("completions");
        if (completions.isNumber()) {
            return succeeded + "/" + completions.asLong(0);
        }
        long parallelism = Cells.number(spec(job), "parallelism");
        return succeeded + (parallelism > 1 ? "/1 of " + parallelism : "/1");
    }

    private static String duration(JsonNode status, Instant now) {
        String start = Cells.text(status, "startTime");
        String end = Cells.text(status, "completionTime");
        if (start.isEmpty()) {
            return "";
        }
        try {
            Instant from = OffsetDateTime.parse(start).toInstant();
            Instant to = end.isEmpty() ? now : OffsetDateTime.parse(end).toInstant();
            return Durations.human(Duration.between(from, to));
        } catch (DateTimeException e) {
            return "<invalid>";
        }
    }

    static TablePrinter cronJob() {
        return Table.named()
                .text("Schedule", "When it runs, in cron's notation", o -> Cells.text(spec(o), "schedule"))
                .text("Timezone", "Time zone of the schedule", o -> Cells.text(spec(o), "timeZone", Cells.NONE))
                .column(
                        "Suspend",
                        "boolean",
                        "",
                        0,
                        "Whether it makes no new jobs",
                        (o, now) -> Table.text(suspended(spec(o).path("suspend"))))
                .number("Active", "Jobs that run now", o -> status(o)
                        .path("active")
                        .size())
                .column("Last Schedule", "string", "", 0, "Time since the last job was made", (o, now) -> {
                    String last = Cells.text(status(o), "lastScheduleTime");
                    return Table.text(last.isEmpty() ? Cells.NONE : Durations.since(last, now));
                })
                .age()
                .containers(1, o -> jobSpec(o).path("template"))
                .wide(
                        "Selector",
                        "Pods that count",
                        o -> Cells.selector(jobSpec(o).path("selector"), Cells.NONE, Cells.NONE, "<error>"));
    }

    private static JsonNode jobSpec(ObjectNode cronJob) {
        return spec(cronJob).path("jobTemplate").path("spec");
    }

    private static String suspended(JsonNode flag) {
        return flag.isBoolean() ? flag.booleanValue() ? "True" : "False" : Cells.UNSET;
    }

    static TablePrinter autoscaler() {
        return Table.named()
                .text("Reference", "What is scaled", o -> {
                    JsonNode target = spec(o).path("scaleTargetRef");
                    return Cells.text(target, "kind") + "/" + Cells.text(target, "name");
                })
                .text("Targets", "Metrics now and as wanted", AutoscalerTargets::print)
                .text("MinPods", "Fewest pods", o -> Cells.text(spec(o), "minReplicas", Cells.UNSET))
                .numberAsText("MaxPods", "Most pods", o -> Cells.number(spec(o), "maxReplicas"))
                .numberAsText("Replicas", "Pods now", o -> Cells.number(status(o), "currentReplicas"))
                .age();
    }

    static TablePrinter disruptionBudget() {
        return Table.named()
                .text("Min Available", "Pods that must stay", o -> Cells.text(spec(o), "minAvailable", "N/A"))
                .text("Max Unavailable", "Pods that may be away", o -> Cells.text(spec(o), "maxUnavailable", "N/A"))
                .number(
                        "Allowed Disruptions",
                        "Pods that may be evicted now",
                        o -> Cells.number(status(o), "disruptionsAllowed"))
                .age();
    }

    static TablePrinter podGroup() {
        return Table.named()
                .text(
                        "Policy",
                        "How its pods are scheduled",
                        o -> o.path("spec")
                                        .path("schedulingPolicy")
                                        .path("gang")
                                        .isObject()
                                ? "Gang"
                                : "Basic")
                .text(
                        "Workload",
                        "Workload that it belongs to",
                        o -> Cells.text(
                                o.path("spec").path("podGroupTemplateRef").path("workload"),
                                "workloadName",
                                Cells.NONE))
                .text("Status", "Whether it is scheduled", o -> {
                    JsonNode conditions = o.path("status").path("conditions");
                    JsonNode disrupted = Cells.condition(conditions, "DisruptionTarget");
                    if (disrupted.isObject()) {
                        return Cells.text(disrupted, "reason");
                    }
                    JsonNode scheduled = Cells.condition(conditions, "PodGroupScheduled");
                    return !scheduled.isObject()
                            ? "Pending"
                            : Cells.text(scheduled, "status").equals("True") ? "Scheduled" : "Unschedulable";
                })
                .age();
    }
}
