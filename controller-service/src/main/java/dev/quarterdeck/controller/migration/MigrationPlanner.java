package dev.quarterdeck.controller.migration;

import dev.quarterdeck.controller.migration.MigrationStep.Begin;
import dev.quarterdeck.controller.migration.MigrationStep.Close;
import dev.quarterdeck.controller.migration.MigrationStep.Fail;
import dev.quarterdeck.controller.migration.MigrationStep.Rest;
import dev.quarterdeck.controller.migration.MigrationStep.Rewrite;
import dev.quarterdeck.controller.migration.MigrationStep.TakeRevision;
import dev.quarterdeck.controller.migration.MigrationStep.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the migrations of one resource, of which one runs at a time: the oldest first. Pure.
 *
 * <pre>
 * one that     revision  resource               → step
 * runs, over   any       any                      close
 * runs         none      not served, a minute     wait; fail after it
 * runs         none      no list, patch, update   fail
 * runs         none      custom, just begun       wait: who writes may have an old definition for a second
 * runs         none      served                   take the revision
 * runs         there     not served, a minute     wait; fail after it
 * runs         there     served                   rewrite
 * waits        any       any                      begin, where none runs
 * is over      any       any                      rest
 * </pre>
 *
 * The minute counts from the creation of the migration: a definition may come after it. Reasons and messages are the reference's.
 */
final class MigrationPlanner {
    /** How long a resource may take to be served. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    /** Definitions are held for a second by who writes; times of conditions are whole seconds. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private static final Comparator<Migration> TURN =
            Comparator.comparing(Migration::created).thenComparing(Migration::name);

    private MigrationPlanner() {}

    /** @param target null where the resource is not served */
    static MigrationStep plan(List<Migration> ofOneResource, @Nullable Target target, Instant now) {
        Optional<Migration> ended = ofOneResource.stream()
                .filter(migration -> migration.isRunning() && migration.isOver())
                .min(TURN);
        if (ended.isPresent()) {
            return new Close(ended.get());
        }
        Optional<Migration> running =
                ofOneResource.stream().filter(Migration::isRunning).min(TURN);
        if (running.isPresent()) {
            return run(running.get(), target, now);
        }
        return ofOneResource.stream()
                .filter(migration -> !migration.isOver())
                .min(TURN)
                .<MigrationStep>map(Begin::new)
                .orElseGet(Rest::new);
    }

    private static MigrationStep run(Migration migration, @Nullable Target target, Instant now) {
        boolean fresh = migration.revision().isEmpty();
        if (target == null) {
            if (now.isBefore(migration.created().plus(PATIENCE))) {
                return new Wait(LOOK_AGAIN);
            }
            return new Fail(
                    migration,
                    fresh ? "resource does not exist in discovery" : unhandled("unable to obtain GVR from discovery"));
        }
        if (!fresh) {
            return new Rewrite(migration, target);
        }
        if (!target.migratable()) {
            return new Fail(
                    migration,
                    "resource \"" + target.text() + "\" does not support discovery operations: [update patch list]");
        }
        Duration settled = Duration.between(migration.runningSince(), now);
        return target.custom() && !settled.isNegative() && settled.compareTo(SETTLING) < 0
                ? new Wait(SETTLING.minus(settled))
                : new TakeRevision(migration, target);
    }

    static String unhandled(String error) {
        return "migration encountered unhandled error: " + error;
    }
}
