package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.model.PodGroup;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.ObjectNode;

/** Writes through the gateway: the condition alone, so that conditions of others stay what they are. */
public final class ApiGroupWriter implements GroupWriter {
    private final ObjectApi api;
    private final InstantSource clock;

    public ApiGroupWriter(ObjectApi api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
    }

    @Override
    public void mark(PodGroup group, PodGroup.Condition condition) throws InterruptedException {
        PodGroup.Condition before = group.condition(condition.type());
        boolean same = before != null && before.status().equals(condition.status());
        ObjectNode patch = Json.object();
        ObjectNode told = patch.putObject("status").putArray("conditions").addObject();
        told.put("type", condition.type())
                .put("status", condition.status())
                .put("reason", condition.reason())
                .put("message", condition.message())
                .put(
                        "lastTransitionTime",
                        same && before != null
                                ? before.since()
                                : clock.instant()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString());
        Long generation = group.getMetadata().getGeneration();
        if (generation != null && generation > 0) {
            told.put("observedGeneration", generation);
        }
        try {
            api.strategicPatchBriefly(group, "status", patch);
        } catch (ApiException e) {
            if (e.reason() != StatusReason.NOT_FOUND && e.reason() != StatusReason.CONFLICT) {
                throw e;
            }
        }
    }
}
