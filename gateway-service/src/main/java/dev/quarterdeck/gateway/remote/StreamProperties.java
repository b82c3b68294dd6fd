package dev.quarterdeck.gateway.remote;

import dev.quarterdeck.stream.topic.StreamSettings;
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
     */
    public record Kafka(
            String bootstrapServers, @DefaultValue Map<String, String> properties) {}

    StreamSettings toSettings() {
        return new StreamSettings(clusterName, kafka.bootstrapServers(), kafka.properties());
    }
}
