package dev.quarterdeck.state;

import dev.quarterdeck.stream.topic.StreamSettings;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The stream, as every service of a cluster names it.
 *
 * @param clusterName prefix of topics
 * @param kafka how to reach Kafka
 */
@ConfigurationProperties("quarterdeck")
public record StreamProperties(@DefaultValue("quarterdeck") String clusterName, Kafka kafka) {

    /**
     * How to reach Kafka.
     *
     * @param bootstrapServers host and port pairs, separated by commas
     * @param properties passed to Kafka clients as they are: SASL, TLS
     * @param retention how long topics keep records
     * @param replicationFactor of topics; -1 for the broker's default
     */
    public record Kafka(
            String bootstrapServers,
            @DefaultValue Map<String, String> properties,
            @DefaultValue("7d") Duration retention,
            @DefaultValue("-1") short replicationFactor) {}

    StreamSettings toSettings() {
        return new StreamSettings(
                clusterName,
                kafka.bootstrapServers(),
                kafka.properties(),
                kafka.retention(),
                kafka.replicationFactor());
    }
}
