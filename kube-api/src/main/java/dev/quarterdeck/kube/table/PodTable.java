package dev.quarterdeck.kube.table;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Pods: readiness, restarts and the one word of their state are found in one walk over the container statuses. */
final class PodTable implements TablePrinter {
    private static final List<Column> COLUMNS = List.of(
            new Column("Name", "string", "name", "Name of the object", 0),
            new Column("Ready", "string", "", "Containers that are ready, of all that should be", 0),
            new Column("Status", "string", "", "State of the pod and its containers in one word", 0),
            new Column("Restarts", "string", "", "How often containers were restarted, and when last", 0),
            new Column("Age", "string", "", "Time since the object was made", 0),
            new Column("IP", "string", "", "First address of the pod", 1),
            new Column("Node", "string", "", "Node the pod is bound to", 1),
            new Column("Nominated Node", "string", "", "Node where room is being made for the pod", 1),
            new Column("Readiness Gates", "string", "", "Readiness gates that are open, of all", 1));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public ArrayNode row(ObjectNode pod, Instant now) {
        JsonNode spec = pod.path("spec");
        JsonNode status = pod.path("status");
        Walk walk = new Walk(spec, status);
        walk.walk();
        return JsonNodeFactory.instance
                .arrayNode(COLUMNS.size())
                .add(Cells.name(pod))
                .add(walk.ready + "/" + walk.total)
                .add(word(pod, walk.reason))
                .add(walk.restarts(now))
                .add(Durations.since(Cells.text(pod.path("metadata"), "creationTimestamp"), now))
                .add(Cells.text(status.path("podIPs").path(0), "ip", Cells.text(status, "podIP", Cells.NONE)))
                .add(Cells.text(spec, "nodeName", Cells.NONE))
                .add(Cells.text(status, "nominatedNodeName", Cells.NONE))
                .add(gates(spec.path("readinessGates"), status.path("conditions")));
    }

    private static String word(ObjectNode pod, String reason) {
        if (!Cells.isBeingDeleted(pod)) {
            return reason;
        }
        JsonNode status = pod.path("status");
        if (Cells.text(status, "reason").equals("NodeLost")) {
            return "Unknown";
        }
        String phase = Cells.text(status, "phase");
        return phase.equals("Succeeded") || phase.equals("Failed") ? reason : "Terminating";
    }

    private static String gates(JsonNode gates, JsonNode conditions) {
        if (gates.isEmpty()) {
            return Cells.NONE;
        }
        int open = 0;
        for (JsonNode gate : gates) {
            if (Cells.isTrue(conditions, Cells.text(gate, "conditionType"))) {
                open++;
            }
        }
        return open + "/" + gates.size();
    }

    /** One walk over the statuses: first the init containers in order, then the others from the last to the first. */
    private static final class Walk {
        private final JsonNode spec;
        private final JsonNode status;
        private int ready;
        private int total;
        private long restarts;
        private long sidecarRestarts;
        private @Nullable Instant lastRestart;
        private @Nullable Instant lastSidecarRestart;
        private String reason;

        Walk(JsonNode spec, JsonNode status) {
            this.spec = spec;
            this.status = status;
            this.total = spec.path("containers").size();
            this.reason = Cells.text(status, "reason", Cells.text(status, "phase"));
        }

        void walk() {
            if (Cells.text(Cells.condition(status.path("conditions"), "PodScheduled"), "reason")
                    .equals("SchedulingGated")) {
                reason = "SchedulingGated";
            }
            for (JsonNode container : spec.path("initContainers")) {
                total += isSidecar(container) ? 1 : 0;
            }
            boolean initializing = walkInit();
            if (!initializing || Cells.isTrue(status.path("conditions"), "Initialized")) {
                restarts = sidecarRestarts;
                lastRestart = lastSidecarRestart;
                walkContainers();
            }
        }

        /** Whether an init container is not finished; {@link #reason} then says how far it is. */
        private boolean walkInit() {
            JsonNode statuses = status.path("initContainerStatuses");
            for (int i = 0; i < statuses.size(); i++) {
                JsonNode container = statuses.get(i);
                boolean sidecar = isSidecar(named(Cells.text(container, "name")));
                restarts += Cells.number(container, "restartCount");
                lastRestart = later(lastRestart, container);
                if (sidecar) {
                    sidecarRestarts += Cells.number(container, "restartCount");
                    lastSidecarRestart = later(lastSidecarRestart, container);
                }
                JsonNode terminated = container.path("state").path("terminated");
                JsonNode waiting = container.path("state").path("waiting");
                if (terminated.isObject() && Cells.number(terminated, "exitCode") == 0) {
                    continue;
                }
                if (sidecar && container.path("started").asBoolean(false)) {
                    ready += container.path("ready").asBoolean(false) ? 1 : 0;
                    continue;
                }
                String why = Cells.text(waiting, "reason");
                if (terminated.isObject()) {
                    reason = "Init:" + ended(terminated);
                } else if (!why.isEmpty() && !why.equals("PodInitializing")) {
                    reason = "Init:" + why;
                } else {
                    reason = "Init:" + i + "/" + spec.path("initContainers").size();
                }
                return true;
            }
            return false;
        }

        private void walkContainers() {
            boolean running = false;
            String failure = "";
            JsonNode statuses = status.path("containerStatuses");
            for (int i = statuses.size() - 1; i >= 0; i--) {
                JsonNode container = statuses.get(i);
                JsonNode state = container.path("state");
                restarts += Cells.number(container, "restartCount");
                lastRestart = later(lastRestart, container);
                if (!Cells.text(state.path("waiting"), "reason").isEmpty()) {
                    reason = Cells.text(state.path("waiting"), "reason");
                } else if (state.path("terminated").isObject()) {
                    reason = ended(state.path("terminated"));
                    failure = Cells.number(state.path("terminated"), "exitCode") == 0 ? failure : reason;
                } else if (container.path("ready").asBoolean(false)
                        && state.path("running").isObject()) {
                    running = true;
                    ready++;
                }
            }
            if (reason.equals("Completed")) {
                if (running && Cells.isTrue(status.path("conditions"), "Ready")) {
                    reason = "Running";
                } else if (!failure.isEmpty()) {
                    reason = failure;
                } else if (running) {
                    reason = "NotReady";
                }
            }
        }

        private static String ended(JsonNode terminated) {
            String reason = Cells.text(terminated, "reason");
            if (!reason.isEmpty()) {
                return reason;
            }
            long signal = Cells.number(terminated, "signal");
            return signal != 0 ? "Signal:" + signal : "ExitCode:" + Cells.number(terminated, "exitCode");
        }

        private JsonNode named(String name) {
            for (JsonNode container : spec.path("initContainers")) {
                if (Cells.text(container, "name").equals(name)) {
                    return container;
                }
            }
            return spec.path("none");
        }

        private static boolean isSidecar(JsonNode container) {
            return Cells.text(container, "restartPolicy").equals("Always");
        }

        private static @Nullable Instant later(@Nullable Instant known, JsonNode container) {
            String time = Cells.text(container.path("lastState").path("terminated"), "finishedAt");
            if (time.isEmpty()) {
                return known;
            }
            try {
                Instant finished = OffsetDateTime.parse(time).toInstant();
                return known == null || known.isBefore(finished) ? finished : known;
            } catch (DateTimeException e) {
                return known;
            }
        }

        String restarts(Instant now) {
            return restarts == 0 || lastRestart == null
                    ? Long.toString(restarts)
                    : restarts + " (" + Durations.human(Duration.between(lastRestart, now)) + " ago)";
        }
    }
}
