package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.state.postgres.PostgresSettings;
import dev.quarterdeck.state.restore.RestoreFence;
import dev.quarterdeck.stream.publish.NewestPublished;
import dev.quarterdeck.stream.record.RevisionLeap;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.StreamSettings;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** After a PostgreSQL that is not the launcher's own was restored by its own tools, and before any service starts on it. */
@Command(
        name = "fence",
        description = "Make a PostgreSQL that was restored by other tools safe to start services on.",
        mixinStandardHelpOptions = true)
final class FenceCommand implements Callable<Integer> {
    @Option(
            names = "--postgres",
            required = true,
            paramLabel = "URL",
            description = "JDBC URL of the restored database")
    private String url = "";

    @Option(names = "--user", defaultValue = "quarterdeck", description = "of the database (quarterdeck)")
    private String user = "quarterdeck";

    @Option(
            names = "--password-env",
            paramLabel = "NAME",
            defaultValue = "PGPASSWORD",
            description = "environment variable that holds the password (PGPASSWORD)")
    private String passwordVariable = "PGPASSWORD";

    @Option(
            names = "--kafka",
            paramLabel = "SERVERS",
            description = "bootstrap servers: the leap also goes above what topics show")
    private @Nullable String kafka;

    @Option(names = "--kafka-property", paramLabel = "NAME=VALUE", description = "of Kafka clients, such as SASL")
    private Map<String, String> kafkaProperties = Map.of();

    @Option(names = "--cluster-name", defaultValue = "quarterdeck", description = "prefix of the topics (quarterdeck)")
    private String clusterName = "quarterdeck";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        String password = System.getenv().getOrDefault(passwordVariable, "");
        long newest = newestPublished();
        try {
            RevisionLeap leap =
                    new RestoreFence(PostgresSettings.at(url, user, password), InstantSource.system()).raise(newest);
            out.println("the store is at revision " + leap.restored() + "; revisions go on above " + leap.resumed());
            out.println("services may be started now");
            out.flush();
            return 0;
        } catch (RestoreFence.StoreInUseException e) {
            throw new LauncherException(e.getMessage() + ". Nothing was changed");
        } catch (SQLException | FlywayException e) {
            // what follows may hold the password
            throw new LauncherException("cannot fence " + url.split("\\?", 2)[0] + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ". Nothing was changed");
        }
    }

    private long newestPublished() {
        if (kafka == null) {
            return 0;
        }
        try {
            return NewestPublished.read(new StreamClients(new StreamSettings(clusterName, kafka, kafkaProperties)));
        } catch (KafkaException e) {
            throw new LauncherException("cannot read the topics at " + kafka + ": " + e.getMessage()
                    + "; leave --kafka out where they are lost. Nothing was changed");
        }
    }
}
