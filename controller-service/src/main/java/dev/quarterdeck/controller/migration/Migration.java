package dev.quarterdeck.controller.migration;

import dev.quarterdeck.kube.object.Metadata;
import java.time.DateTimeException;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One StorageVersionMigration as the server holds it.
 *
 * @param tree not changed
 */
record Migration(ObjectNode tree) {
    static final String RUNNING = "Running";
    static final String SUCCEEDED = "Succeeded";
    static final String FAILED = "Failed";

    String name() {
        return Metadata.of(tree).name();
    }

    String group() {
        return tree.path("spec").path("resource").path("group").asString("");
    }

    String resource() {
        return tree.path("spec").path("resource").path("resource").asString("");
    }

    Instant created() {
        return time(Metadata.of(tree).creationTimestamp());
    }

    /** Objects that were written after it need not be written again; empty where it is not known yet. */
    String revision() {
        return tree.path("status").path("resourceVersion").asString("");
    }

    boolean isRunning() {
        return is(RUNNING);
    }

    boolean isOver() {
        return is(SUCCEEDED) || is(FAILED);
    }

    boolean succeeded() {
        return is(SUCCEEDED);
    }

    private boolean is(String type) {
        return condition(type).path("status").asString("").equals("True");
    }

    /** When it became its turn; long ago where nobody says. */
    Instant runningSince() {
        return time(condition(RUNNING).path("lastTransitionTime").asString(""));
    }

    private JsonNode condition(String type) {
        return tree.path("status")
                .path("conditions")
                .valueStream()
                .filter(each -> each.path("type").asString("").equals(type))
                .findFirst()
                .orElseGet(tree::missingNode);
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    /** With its condition as said; one that is there already is replaced, and keeps its time where its status stays. */
    ObjectNode with(String type, boolean status, String reason, String message, String now) {
        ObjectNode object = tree.deepCopy();
        ObjectNode state = object.get("status") instanceof ObjectNode there ? there : object.putObject("status");
        ArrayNode conditions = state.get("conditions") instanceof ArrayNode list ? list : state.putArray("conditions");
        ObjectNode condition = null;
        for (JsonNode each : conditions) {
            if (each.path("type").asString("").equals(type) && each instanceof ObjectNode found) {
                condition = found;
            }
        }
        String word = status ? "True" : "False";
        if (condition == null) {
            condition =
                    conditions.addObject().put("type", type).put("status", word).put("lastTransitionTime", now);
        } else if (!condition.path("status").asString("").equals(word)) {
            condition.put("status", word).put("lastTransitionTime", now);
        }
        condition.put("reason", reason).put("message", message);
        return object;
    }

    ObjectNode withRevision(String revision) {
        ObjectNode object = tree.deepCopy();
        ObjectNode state = object.get("status") instanceof ObjectNode there ? there : object.putObject("status");
        state.put("resourceVersion", revision);
        return object;
    }
}
