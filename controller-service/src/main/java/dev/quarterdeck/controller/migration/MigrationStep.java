package dev.quarterdeck.controller.migration;

import java.time.Duration;

/** What is to be done next for the migrations of one resource. */
sealed interface MigrationStep {
    /** Until something changes. */
    record Rest() implements MigrationStep {}

    /** Look again after this. */
    record Wait(Duration time) implements MigrationStep {}

    /** It is over: the definition is told, and it runs no more. */
    record Close(Migration migration) implements MigrationStep {}

    /** It is its turn: the definition is told, and it runs. */
    record Begin(Migration migration) implements MigrationStep {}

    /** From which revision on objects are in the new form. */
    record TakeRevision(Migration migration, Target target) implements MigrationStep {}

    /** Every object up to that revision. */
    record Rewrite(Migration migration, Target target) implements MigrationStep {}

    record Fail(Migration migration, String message) implements MigrationStep {}
}
