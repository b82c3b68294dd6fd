package dev.quarterdeck.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.embedded.EmbeddedKafka;
import dev.quarterdeck.state.postgres.PostgresSchema;
import dev.quarterdeck.state.postgres.PostgresSettings;
import dev.quarterdeck.testkit.stores.TestStores;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** The one command that a PostgreSQL restored by other tools needs. */
@Timeout(60)
class FenceCommandIT {
    private record Said(int code, String words) {}

    private static Said fence(String... more) {
        CommandLine line = QuarterdeckCommand.commandLine();
        StringWriter words = new StringWriter();
        line.setOut(new PrintWriter(words, true));
        line.setErr(new PrintWriter(words, true));
        List<String> arguments = new ArrayList<>(List.of("fence"));
        arguments.addAll(List.of(more));
        return new Said(line.execute(arguments.toArray(String[]::new)), words.toString());
    }

    @Test
    void revisionsGoOnAboveAndAStoreInUseIsLeftAlone() throws Exception {
        TestStores.Database database = TestStores.database();
        PostgresSchema.migrate(PostgresSettings.at(database.url(), database.user(), database.password()));
        EmbeddedKafka kafka = TestStores.kafka();
        List<String> arguments = new ArrayList<>(List.of(
                "--postgres",
                database.url() + "?password=" + database.password(),
                "--user",
                database.user(),
                "--kafka",
                kafka.bootstrapServers()));
        kafka.clientProperties()
                .forEach((name, value) -> arguments.addAll(List.of("--kafka-property", name + "=" + value)));
        String[] command = arguments.toArray(String[]::new);

        Said done = fence(command);
        assertThat(done.code()).as(done.words()).isZero();
        assertThat(done.words()).contains("revision 1;").contains("may be started now");

        try (Connection service = DriverManager.getConnection(
                database.url() + "?ApplicationName=quarterdeck-state-commits", database.user(), database.password())) {
            assertThat(service.isValid(5)).isTrue();
            Said refused = fence(command);
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.words()).contains("stop all services first").contains("Nothing was changed");
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        Said said = fence("--postgres", "jdbc:postgresql://127.0.0.1:1/none");
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.words()).contains("cannot fence jdbc:postgresql://127.0.0.1:1/none");
    }
}
