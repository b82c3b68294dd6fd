package dev.quarterdeck.controller.migration;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.client.ObjectApi;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Condition {@code StorageMigrating} of a definition, and at the end its {@code storedVersions}: only the storage version is left where nobody has changed the
 * definition since the migration began. Applied on the condition that the definition is as it was read; a resource without a definition needs nothing.
 */
final class DefinitionStatus {
    private static final String MANAGER = "migration-runner-controller";
    private static final String CONDITION = "StorageMigrating";
    private static final ApiResource DEFINITIONS = new ApiResource(
            "apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);
    private static final int ATTEMPTS = 5;

    private final ObjectApi api;
    private final InstantSource clock;

    DefinitionStatus(ObjectApi api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
    }

    private interface Statement {
        ObjectNode of(ObjectNode definition);
    }

    void begin(Migration migration) throws InterruptedException {
        apply(
                migration,
                definition -> status(
                        definition, "True", "MigrationRunning", "Migration " + migration.name() + " is running"));
    }

    void end(Migration migration) throws InterruptedException {
        apply(migration, definition -> ended(definition, migration.succeeded()));
    }

    private ObjectNode ended(ObjectNode definition, boolean succeeded) {
        boolean same = condition(definition).path("observedGeneration").asLong(0)
                == Metadata.of(definition).generation();
        boolean marked = condition(definition).isObject();
        if (!succeeded) {
            return status(definition, "False", "MigrationFailed", "The migration has failed");
        }
        boolean shrink = marked && same;
        ObjectNode status = status(
                definition,
                "False",
                "MigrationSucceeded",
                "The migration has succeeded"
                        + (shrink
                                ? " and the stored versions have been updated"
                                : " but the stored versions have not been updated due to a generation mismatch"));
        if (shrink) {
            definition
                    .path("spec")
                    .path("versions")
                    .valueStream()
                    .filter(version -> version.path("storage").asBoolean(false))
                    .findFirst()
                    .ifPresent(version -> status.putArray("storedVersions")
                            .add(version.path("name").asString("")));
        }
        return status;
    }

    private static JsonNode condition(ObjectNode definition) {
        return definition
                .path("status")
                .path("conditions")
                .valueStream()
                .filter(each -> each.path("type").asString("").equals(CONDITION))
                .findFirst()
                .orElseGet(definition::missingNode);
    }

    private ObjectNode status(ObjectNode definition, String value, String reason, String message) {
        ObjectNode status = Json.object();
        status.putArray("conditions")
                .addObject()
                .put("type", CONDITION)
                .put("status", value)
                .put(
                        "lastTransitionTime",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("reason", reason)
                .put("message", message)
                .put("observedGeneration", Metadata.of(definition).generation());
        return status;
    }

    private void apply(Migration migration, Statement statement) throws InterruptedException {
        String name = migration.resource() + "." + migration.group();
        for (int attempt = 1; ; attempt++) {
            Optional<ObjectNode> definition =
                    migration.group().isEmpty() ? Optional.empty() : api.get(DEFINITIONS, "", name);
            if (definition.isEmpty()) {
                return;
            }
            ObjectNode configuration =
                    Json.object().put("apiVersion", DEFINITIONS.apiVersion()).put("kind", DEFINITIONS.kind());
            configuration
                    .putObject("metadata")
                    .put("name", name)
                    .put("resourceVersion", Metadata.of(definition.get()).resourceVersion());
            configuration.set("status", statement.of(definition.get()));
            String path = DEFINITIONS.path("", name) + "/status?force=true&fieldManager=" + MANAGER;
            try {
                api.transport()
                        .exchange(new ApiRequest("PATCH", path, ApiRequest.APPLY_PATCH, Json.write(configuration)));
                return;
            } catch (ApiException e) {
                if (e.reason() != StatusReason.CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
