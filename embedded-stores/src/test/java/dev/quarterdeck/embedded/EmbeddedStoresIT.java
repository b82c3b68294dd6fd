package dev.quarterdeck.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.server.metrics.KafkaYammerMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedStoresIT {
    private static final Path PROGRAMS = Path.of(System.getProperty("java.io.tmpdir"), "quarterdeck-postgres");

    @TempDir
    Path directory;

    @Test
    void postgresStartsAgainOnItsDirectoryAfterItsOwnerIsGone() throws Exception {
        var settings = new EmbeddedPostgres.Settings(directory, PROGRAMS, 0, "secret");
        EmbeddedPostgres first = EmbeddedPostgres.start(settings);
        long pid = first.pid();
        assertThat(pid).isPositive();
        // Nobody closed the first one, as after kill -9 of the JVM that owned it.
        try (EmbeddedPostgres second = EmbeddedPostgres.start(settings)) {
            assertThat(second.pid()).isPositive().isNotEqualTo(pid);
            try (Socket socket = new Socket("127.0.0.1", second.port())) {
                assertThat(socket.isConnected()).isTrue();
            }
        }
        assertThat(first.pid()).isEqualTo(-1);
    }

    @Test
    void postgresStartsRightAfterItWasKilled() {
        var settings = new EmbeddedPostgres.Settings(directory, PROGRAMS, 0, "secret");
        EmbeddedPostgres first = EmbeddedPostgres.start(settings);
        ProcessHandle server = ProcessHandle.of(first.pid()).orElseThrow();
        server.destroyForcibly();
        server.onExit().join();
        try (EmbeddedPostgres second = EmbeddedPostgres.start(settings)) {
            assertThat(second.pid()).isPositive();
        }
    }

    @Test
    void postgresRefusesADirectoryThatIsNotItsOwn() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(data.resolve("letter.txt"), "mine");
        assertThatThrownBy(
                        () -> EmbeddedPostgres.start(new EmbeddedPostgres.Settings(directory, PROGRAMS, 0, "secret")))
                .hasMessageContaining("is not empty and not a PostgreSQL directory");
        Files.writeString(data.resolve("PG_VERSION"), "13\n");
        assertThatThrownBy(
                        () -> EmbeddedPostgres.start(new EmbeddedPostgres.Settings(directory, PROGRAMS, 0, "secret")))
                .hasMessageContaining("was made by PostgreSQL 13");
        assertThat(data.resolve("letter.txt")).hasContent("mine");
    }

    /** Meters of topics are timers, each of which runs for ever: with thousands of topics they would be most of what an idle broker does. */
    @Test
    void whatKafkaDoesWhenNothingHappensDoesNotGrowWithTopics() throws Exception {
        var settings = new EmbeddedKafka.Settings(directory, 0, "secret");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(settings);
                Admin admin = Admin.create(adminProperties(kafka));
                var producer = new KafkaProducer<>(
                        adminProperties(kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
            List<NewTopic> topics = IntStream.range(0, 20)
                    .mapToObj(i -> new NewTopic("t" + i, 1, (short) 1))
                    .toList();
            admin.createTopics(topics).all().get();
            for (NewTopic topic : topics) {
                producer.send(new ProducerRecord<>(topic.name(), new byte[1])).get();
            }
            assertThat(KafkaYammerMetrics.defaultRegistry().allMetrics().keySet())
                    .noneMatch(name -> name.getMBeanName().contains("topic="))
                    .anyMatch(name -> name.getName().equals("MessagesInPerSec"));
        }
    }

    @Test
    void kafkaKeepsItsTopicsOverARestart() throws Exception {
        var settings = new EmbeddedKafka.Settings(directory, 0, "secret");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(settings);
                Admin admin = Admin.create(adminProperties(kafka))) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(settings);
                Admin admin = Admin.create(adminProperties(kafka))) {
            assertThat(admin.listTopics().names().get()).contains("t");
        }
    }

    private static Map<String, Object> adminProperties(EmbeddedKafka kafka) {
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        properties.put("request.timeout.ms", (int) Duration.ofSeconds(20).toMillis());
        return properties;
    }
}
