package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.aggregation.AvailabilityPlanner.Condition;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the condition {@code Available}, where it is another one than before, on the condition that the object is as it was read. */
final class AvailabilityStatus {
    static final Caller SELF = new Caller(
            "system:apiserver", "", List.of("system:authenticated", "system:masters"), Map.of(), "kube-apiserver", "");
    private static final ResourceType TYPE = BuiltInResources.catalog()
            .find(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"))
            .orElseThrow();

    private final Function<WriteRequest, CompletableFuture<WriteResult>> state;
    private final InstantSource clock;
    private final BiConsumer<String, String> unavailable;

    /** @param unavailable told the name of one that cannot be used any more, and why */
    AvailabilityStatus(
            Function<WriteRequest, CompletableFuture<WriteResult>> state,
            InstantSource clock,
            BiConsumer<String, String> unavailable) {
        this.state = state;
        this.clock = clock;
        this.unavailable = unavailable;
    }

    /** Blocks until it is durable. Fails with Conflict where somebody else wrote. @param object the APIService as it is */
    void write(ObjectNode object, Condition condition) {
        Optional<ObjectNode> changed = with(object, condition, clock.instant());
        if (changed.isEmpty()) {
            return;
        }
        state.apply(new WriteRequest.Update(
                        TYPE,
                        "",
                        Metadata.of(object).name(),
                        "status",
                        Json.write(changed.get()),
                        "application/json",
                        SELF,
                        WriteRequest.Options.NONE))
                .join();
        if (!condition.available() && !ApiService.isUnavailable(object)) {
            unavailable.accept(Metadata.of(object).name(), condition.reason());
        }
    }

    /** The object with the condition; empty where it has it already. Times change when the status does. Pure. */
    static Optional<ObjectNode> with(ObjectNode object, Condition condition, Instant now) {
        String status = condition.available() ? "True" : "False";
        ObjectNode changed = object.deepCopy();
        ObjectNode found = null;
        for (JsonNode each : changed.path("status").path("conditions")) {
            if (each instanceof ObjectNode old
                    && old.path("type").stringValue("").equals("Available")) {
                found = old;
            }
        }
        if (found != null
                && found.path("status").stringValue("").equals(status)
                && found.path("reason").stringValue("").equals(condition.reason())
                && found.path("message").stringValue("").equals(condition.message())) {
            return Optional.empty();
        }
        if (found == null) {
            found = changed.withObject("/status").withArray("conditions").addObject();
        }
        if (!found.path("status").stringValue("").equals(status)) {
            found.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        found.put("message", condition.message())
                .put("reason", condition.reason())
                .put("status", status)
                .put("type", "Available");
        return Optional.of(changed);
    }
}
