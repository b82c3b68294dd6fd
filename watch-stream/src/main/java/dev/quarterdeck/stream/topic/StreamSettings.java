package dev.quarterdeck.stream.topic;

import java.time.Duration;
import java.util.Map;

/**
 * The stream of a cluster.
 *
 * @param clusterName prefix of topics
 * @param bootstrapServers of Kafka
 * @param properties passed to every Kafka client: SASL, TLS
 * @param retention how long topics keep records
 * @param replicationFactor of topics that are made; -1 for the broker's default
 */
public record StreamSettings(
        String clusterName,
        String bootstrapServers,
        Map<String, String> properties,
        Duration retention,
        short replicationFactor) {

    public StreamSettings(String clusterName, String bootstrapServers, Map<String, String> properties) {
        this(clusterName, bootstrapServers, properties, Duration.ofDays(7), (short) -1);
    }
}
