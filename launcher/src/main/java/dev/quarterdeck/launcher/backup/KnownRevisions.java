package dev.quarterdeck.launcher.backup;

import dev.quarterdeck.embedded.EmbeddedKafka;
import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.embedded.EmbeddedStoreException;
import dev.quarterdeck.embedded.WalArchive;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.stream.publish.NewestPublished;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.StreamSettings;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/** What a stopped cluster's own stores say of the revisions that it has given out. A store that can't be started says nothing, which is no failure. */
final class KnownRevisions {
    private final DataDirectory directory;
    private final Consumer<String> say;

    KnownRevisions(DataDirectory directory, Consumer<String> say) {
        this.directory = directory;
        this.say = say;
    }

    /** The highest that the store to be replaced and the topics show; 0 where neither can be read. */
    long newest() {
        Optional<ClusterSettings> settings;
        try {
            settings = ClusterSettings.read(directory);
        } catch (LauncherException e) {
            say.accept("the passwords of the old store are not readable, so it is not asked how far it was");
            return 0;
        }
        if (settings.isEmpty()) {
            return 0;
        }
        return Math.max(
                counter(settings.get()).orElse(0), published(settings.get()).orElse(0));
    }

    private OptionalLong counter(ClusterSettings settings) {
        if (!Files.exists(directory.postgres().resolve("data/PG_VERSION"))) {
            return OptionalLong.empty();
        }
        // it archives what it writes: the archive must have no holes
        try (EmbeddedPostgres server = EmbeddedPostgres.start(new EmbeddedPostgres.Settings(
                        directory.postgres(),
                        directory.programs(),
                        0,
                        settings.postgresPassword(),
                        new WalArchive(directory.postgres()).options()));
                StoreSession session = StoreSession.open(server)) {
            return OptionalLong.of(session.revision());
        } catch (EmbeddedStoreException | SQLException e) {
            say.accept("the old store does not tell how far it was: " + e.getMessage());
            return OptionalLong.empty();
        }
    }

    private OptionalLong published(ClusterSettings settings) {
        if (!Files.isDirectory(directory.kafka())) {
            return OptionalLong.empty();
        }
        try (EmbeddedKafka kafka =
                EmbeddedKafka.start(new EmbeddedKafka.Settings(directory.kafka(), 0, settings.kafkaPassword()))) {
            return OptionalLong.of(NewestPublished.read(new StreamClients(
                    new StreamSettings("quarterdeck", kafka.bootstrapServers(), kafka.clientProperties()))));
        } catch (EmbeddedStoreException | KafkaException e) {
            say.accept("the topics do not tell how far they are: " + e.getMessage());
            return OptionalLong.empty();
        }
    }
}
