package dev.quarterdeck.state.postgres;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the tables to the form that this version needs. Replicas that start together take turns (Flyway's own lock). */
public final class PostgresSchema {

    private PostgresSchema() {}

    /** Throws {@link FlywayException} with a message for people where the database holds tables of somebody else, or can't be reached. */
    public static void migrate(PostgresSettings settings) {
        Flyway.configure()
                .dataSource(settings.url(), settings.user(), settings.password())
                .locations("classpath:db/migration")
                .connectRetries(20)
                .connectRetriesInterval(1)
                .load()
                .migrate();
    }
}
