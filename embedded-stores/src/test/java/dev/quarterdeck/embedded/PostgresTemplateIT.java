package dev.quarterdeck.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PostgresTemplateIT {
    private static final Path PROGRAMS = Path.of(System.getProperty("java.io.tmpdir"), "quarterdeck-postgres");
    /** Only what was copied has this file. */
    private static final String MARK = "copied";

    private static final String IDENTIFIER = "SELECT system_identifier::text FROM pg_control_system()";
    private static final String CONFIGURED =
            "SELECT string_agg(name || '=' || setting, ',' ORDER BY name) FROM pg_file_settings";

    @TempDir
    Path directory;

    private PostgresTemplate template;

    @BeforeEach
    void makeTemplate() throws Exception {
        template = new PostgresTemplate(directory.resolve("templates"));
        template.make(PROGRAMS);
        Files.createFile(template.data().orElseThrow().resolve(MARK));
    }

    private EmbeddedPostgres.Settings settings(String name, String password) {
        return new EmbeddedPostgres.Settings(directory.resolve(name), PROGRAMS, 0, password);
    }

    private static String ask(EmbeddedPostgres server, String password, String question) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    @Test
    void eachCopyIsADatabaseSystemOfItsOwnAndKnowsItsOwnPasswordOnly() throws Exception {
        var settings = settings("first", "it's").copying(template);
        try (EmbeddedPostgres first = EmbeddedPostgres.start(settings);
                EmbeddedPostgres second =
                        EmbeddedPostgres.start(settings("second", "other").copying(template))) {
            assertThat(directory.resolve("first/data").resolve(MARK)).exists();
            String identifier = ask(first, "it's", IDENTIFIER);
            assertThat(ask(second, "other", IDENTIFIER)).isNotEqualTo(identifier);
            assertThatThrownBy(() -> ask(second, "it's", IDENTIFIER)).isInstanceOf(SQLException.class);
            first.close();
            try (EmbeddedPostgres again = EmbeddedPostgres.start(settings)) {
                assertThat(ask(again, "it's", IDENTIFIER)).isEqualTo(identifier);
            }
        }
    }

    @Test
    void aCopyIsConfiguredAsIfInitdbHadMadeIt() throws Exception {
        try (EmbeddedPostgres copied =
                        EmbeddedPostgres.start(settings("copied", "secret").copying(template));
                EmbeddedPostgres made = EmbeddedPostgres.start(settings("made", "secret"))) {
            assertThat(ask(copied, "secret", CONFIGURED))
                    .contains("scram_iterations=1")
                    .isEqualTo(ask(made, "secret", CONFIGURED));
        }
    }

    @Test
    void onlyWhatIsNewIsCopied() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(settings("kept", "secret"))) {
            String identifier = ask(server, "secret", IDENTIFIER);
            server.close();
            try (EmbeddedPostgres again =
                    EmbeddedPostgres.start(settings("kept", "secret").copying(template))) {
                assertThat(ask(again, "secret", IDENTIFIER)).isEqualTo(identifier);
            }
        }
    }

    @Test
    void whereItCannotBeCopiedInitdbDoes() throws Exception {
        Path control = template.data().orElseThrow().resolve("global/pg_control");
        byte[] broken = Files.readAllBytes(control);
        broken[100]++;
        Files.write(control, broken);
        try (EmbeddedPostgres server =
                EmbeddedPostgres.start(settings("server", "secret").copying(template))) {
            assertThat(ask(server, "secret", "SELECT 'it runs'")).isEqualTo("it runs");
            assertThat(directory.resolve("server/data").resolve(MARK)).doesNotExist();
        }
        assertThat(control).hasBinaryContent(broken);
    }

    @Test
    void whatIsThereIsNotMadeAgainAndNothingElseIsLeft() throws Exception {
        Path made = template.data().orElseThrow();
        var at = Files.getLastModifiedTime(made.resolve("PG_VERSION"));
        template.make(PROGRAMS);
        assertThat(Files.getLastModifiedTime(made.resolve("PG_VERSION"))).isEqualTo(at);
        try (var entries = Files.list(template.directory())) {
            assertThat(entries.toList()).isEqualTo(List.of(made));
        }
        assertThat(new PostgresTemplate(directory.resolve("nothing")).data()).isEmpty();
    }
}
