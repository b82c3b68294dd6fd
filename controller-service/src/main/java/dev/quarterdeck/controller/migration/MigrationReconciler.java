package dev.quarterdeck.controller.migration;

import dev.quarterdeck.controller.migration.MigrationStep.Begin;
import dev.quarterdeck.controller.migration.MigrationStep.Close;
import dev.quarterdeck.controller.migration.MigrationStep.Fail;
import dev.quarterdeck.controller.migration.MigrationStep.Rest;
import dev.quarterdeck.controller.migration.MigrationStep.Rewrite;
import dev.quarterdeck.controller.migration.MigrationStep.TakeRevision;
import dev.quarterdeck.controller.migration.MigrationStep.Wait;
import dev.quarterdeck.controller.migration.ObjectRefs.Ref;
import dev.quarterdeck.controller.wiring.Batches;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries out what {@link MigrationPlanner} decides, a step at a time, each on what the server says then. All that must outlive this process is in the status of the
 * migration: whoever goes on lists again, and passes over what was written since the revision there. An object is written by applying nothing to it, on the condition that it is
 * the one that was listed: the store writes it where it keeps it in an old form, and answers where it does not. Batches bound how many are under way.
 */
final class MigrationReconciler implements Reconciler<StoredResource> {
    static final ApiResource MIGRATIONS = new ApiResource(
            "storagemigration.k8s.io", "v1beta1", "storageversionmigrations", "StorageVersionMigration", false);
    static final String MANAGER = "storage-version-migrator-controller";
    private static final Logger LOG = LoggerFactory.getLogger(MigrationReconciler.class);

    private final ObjectApi api;
    private final Targets targets;
    private final DefinitionStatus definitions;
    private final Batches batches;
    private final InstantSource clock;

    MigrationReconciler(ObjectApi api, Targets targets, Batches batches, InstantSource clock) {
        this.api = api;
        this.targets = targets;
        this.definitions = new DefinitionStatus(api, clock);
        this.batches = batches;
        this.clock = clock;
    }

    /** @param resource as migrations name it */
    @Override
    public Result reconcile(StoredResource resource) throws InterruptedException {
        while (true) {
            MigrationStep step = MigrationPlanner.plan(
                    migrations(resource), targets.find(resource).orElse(null), clock.instant());
            switch (step) {
                case Rest() -> {
                    return Result.DONE;
                }
                case Wait(var time) -> {
                    return Result.after(time);
                }
                case Begin(Migration migration) -> {
                    definitions.begin(migration);
                    write(migration.with(
                            Migration.RUNNING, true, "MigrationRunning", "The migration is running", now()));
                }
                case Close(Migration migration) -> {
                    definitions.end(migration);
                    write(migration.with(Migration.RUNNING, false, "MigrationCompleted", "Migration completed", now()));
                }
                case Fail(Migration migration, String message) -> fail(migration, message);
                case TakeRevision(Migration migration, Target target) ->
                    write(migration.withRevision(ObjectRefs.newestRevision(api.transport(), target.resource())));
                case Rewrite(Migration migration, Target target) -> rewrite(migration, target);
            }
        }
    }

    private List<Migration> migrations(StoredResource resource) throws InterruptedException {
        return api.list(MIGRATIONS, "").items().stream()
                .map(Migration::new)
                .filter(migration -> migration.group().equals(resource.group())
                        && migration.resource().equals(resource.resource()))
                .toList();
    }

    private void rewrite(Migration migration, Target target) throws InterruptedException {
        List<Ref> refs = ObjectRefs.notAfter(api.transport(), target.resource(), number(migration.revision()));
        LOG.info("{}: {} objects of {} to look at", migration.name(), refs.size(), target.text());
        @Nullable ApiException failure = batches.run(refs, ref -> touch(target.resource(), ref));
        if (failure == null) {
            write(migration.with(Migration.SUCCEEDED, true, "StorageVersionMigrationSucceeded", "", now()));
        } else if (mayPass(failure)) {
            throw failure;
        } else {
            LOG.warn("{} has failed: {}", migration.name(), failure.getMessage());
            fail(migration, MigrationPlanner.unhandled(String.valueOf(failure.getMessage())));
        }
    }

    /** Somebody may have written one that no server will ever reach: then everything is written. */
    private static long number(String revision) {
        try {
            return Long.parseLong(revision);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** An object that is another, or gone, or was written since needs nothing. */
    private boolean touch(ApiResource resource, Ref ref) throws InterruptedException {
        ObjectNode nothing =
                Json.object().put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
        nothing.putObject("metadata").put("uid", ref.uid()).put("resourceVersion", ref.resourceVersion());
        String path = resource.path(ref.namespace(), ref.name()) + "?fieldManager=" + MANAGER;
        try {
            api.transport().exchange(new ApiRequest("PATCH", path, ApiRequest.APPLY_PATCH, Json.write(nothing)));
        } catch (ApiException e) {
            if (e.code() != 409 && e.code() != 404) {
                throw e;
            }
        }
        return true;
    }

    private static boolean mayPass(ApiException failure) {
        return switch (failure.reason()) {
            case TIMEOUT, TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE, INTERNAL_ERROR -> true;
            default -> failure.code() >= 500;
        };
    }

    private void fail(Migration migration, String message) throws InterruptedException {
        write(migration.with(Migration.FAILED, true, "StorageVersionMigrationFailed", message, now()));
    }

    private void write(ObjectNode migration) throws InterruptedException {
        String path = MIGRATIONS.path("", new Migration(migration).name()) + "/status";
        api.transport().exchange(new ApiRequest("PUT", path, ApiRequest.JSON, Json.write(migration)));
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
