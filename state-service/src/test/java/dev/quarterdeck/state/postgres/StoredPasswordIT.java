package dev.quarterdeck.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.testkit.stores.TestStores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** How the embedded server keeps passwords: its own, which is random, so that a connection costs little; those that people choose so that guessing costs much. */
class StoredPasswordIT {
    private static String first(Statement statement, String question) throws SQLException {
        try (ResultSet rows = statement.executeQuery(question)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    @Test
    void itsOwnIsNotStretchedAndOthersAre() throws Exception {
        TestStores.Database database = TestStores.database();
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            assertThat(first(statement, "SELECT rolpassword FROM pg_authid WHERE rolname = current_user"))
                    .startsWith("SCRAM-SHA-256$1:");
            statement.execute("CREATE ROLE reader LOGIN PASSWORD 'chosen'");
            try {
                assertThat(first(statement, "SELECT rolpassword FROM pg_authid WHERE rolname = 'reader'"))
                        .startsWith("SCRAM-SHA-256$4096:");
            } finally {
                statement.execute("DROP ROLE reader");
            }
        }
    }
}
