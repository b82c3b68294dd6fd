package dev.quarterdeck.launcher.story;

import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cluster's own PostgreSQL and Kafka, read as any tool may: with the addresses that {@code status} says and the passwords of {@code cluster.json}. */
final class Stores {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final JsonNode services;
    private final ClusterSettings settings;

    Stores(Launcher launcher) {
        services = JsonMapper.shared()
                .readTree(launcher.run("status", "-o", "json"))
                .path("services");
        settings = ClusterSettings.read(DataDirectory.of(launcher.data())).orElseThrow();
    }

    private String address(String service) {
        String said = services.path(service).asString("");
        return said.substring(said.lastIndexOf(' ') + 1);
    }

    /** {@code resource/name} of all that is now in a namespace, and the namespace itself. */
    List<String> currentRowsOf(String namespace) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + address("postgresql") + "/postgres",
                        "quarterdeck",
                        settings.postgresPassword());
                PreparedStatement query = connection.prepareStatement("SELECT resource || '/' || name FROM objects"
                        + " WHERE namespace = ? OR resource = 'namespaces' AND name = ?")) {
            query.setString(1, namespace);
            query.setString(2, namespace);
            List<String> rows = new ArrayList<>();
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    rows.add(found.getString(1));
                }
            }
            return rows;
        }
    }

    /** What a Kafka consumer needs to know. */
    Map<String, Object> consumer() {
        return new LinkedHashMap<>(Map.of(
                "bootstrap.servers",
                address("kafka"),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"quarterdeck\" password=\""
                        + settings.kafkaPassword() + "\";"));
    }

    /** Of each key of the topic, whether its newest record is a tombstone. */
    Map<String, Boolean> tombstones(String topic) {
        Map<String, Object> client = consumer();
        TopicPartition partition = new TopicPartition(topic, 0);
        Map<String, Boolean> newest = new LinkedHashMap<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), LIMIT).get(partition);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (consumer.position(partition, LIMIT) < end) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(record -> newest.put(record.key(), record.value() == null));
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(topic + " cannot be read up to " + end);
                }
            }
        }
        return newest;
    }
}
