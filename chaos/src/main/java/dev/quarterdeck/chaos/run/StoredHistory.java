package dev.quarterdeck.chaos.run;

import dev.quarterdeck.chaos.check.HistoryEntry;
import dev.quarterdeck.chaos.cluster.ChaosCluster;
import dev.quarterdeck.chaos.load.Objects;
import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Every change of the ConfigMaps of a namespace, from PostgreSQL and from Kafka themselves. */
final class StoredHistory {
    private StoredHistory() {}

    /** In order of revisions. */
    static List<HistoryEntry> ofPostgres(ChaosCluster cluster, String namespace) throws SQLException {
        List<HistoryEntry> entries = new ArrayList<>();
        try (Connection connection = cluster.postgres().connect();
                var statement = connection.prepareStatement("SELECT revision, type, value FROM history"
                        + " WHERE resource = 'configmaps' AND namespace = ? ORDER BY revision")) {
            statement.setString(1, namespace);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    entries.add(Objects.entry(rows.getLong(1), rows.getString(2), Json.read(rows.getBytes(3))));
                }
            }
        }
        return entries;
    }

    /** In the order of the topic, repeats included, tombstones left out. */
    static List<HistoryEntry> ofTopic(ChaosCluster cluster, String namespace) {
        List<HistoryEntry> entries = new ArrayList<>();
        TopicPartition partition = new TopicPartition(ChaosCluster.NAME + ".core.configmaps", 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    String key = new String(record.key(), StandardCharsets.UTF_8);
                    if (record.value() != null && key.startsWith(namespace + "/")) {
                        entries.add(Objects.entry(
                                Long.parseLong(header(record, "revision")),
                                header(record, "type"),
                                Json.read(record.value())));
                    }
                }
            }
        }
        return entries;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.US_ASCII);
    }
}
