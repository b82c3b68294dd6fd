package dev.quarterdeck.gateway.aggregation;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the gateway reaches other API servers.
 *
 * @param certFile PEM client certificate by which they know the gateway as their front proxy; absent: none is shown
 * @param keyFile PEM private key (PKCS 8) of the certificate
 * @param connectTimeout for the connection and its TLS handshake
 * @param answerTimeout for the answer to a question of the gateway's own: whether the server is there, what it serves
 * @param maxConnections to one APIService at a time: each watch takes one, and requests beyond wait, at most as long as a connection may take
 * @param checkInterval between two looks at a server that can be used
 * @param retryInterval between two looks at one that cannot; doubles up to {@code checkInterval}
 * @param refreshInterval between two looks at what a server serves
 * @param circuitCalls calls by which a server is judged; when half of them could not reach it, it is left alone
 * @param circuitOpen how long it is left alone, before a few calls try again
 */
@ConfigurationProperties("quarterdeck.gateway.aggregation")
public record AggregationSettings(
        @Nullable Path certFile,
        @Nullable Path keyFile,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("5s") Duration answerTimeout,
        @DefaultValue("500") int maxConnections,
        @DefaultValue("30s") Duration checkInterval,
        @DefaultValue("1s") Duration retryInterval,
        @DefaultValue("60s") Duration refreshInterval,
        @DefaultValue("10") int circuitCalls,
        @DefaultValue("2s") Duration circuitOpen) {

    public AggregationSettings {
        if ((certFile == null) != (keyFile == null)) {
            throw new IllegalArgumentException(
                    "quarterdeck.gateway.aggregation.cert-file and key-file must be set together");
        }
        positive(connectTimeout, "connect-timeout");
        positive(answerTimeout, "answer-timeout");
        positive(checkInterval, "check-interval");
        positive(retryInterval, "retry-interval");
        positive(refreshInterval, "refresh-interval");
        positive(circuitOpen, "circuit-open");
        if (maxConnections < 1 || circuitCalls < 1) {
            throw new IllegalArgumentException(
                    "quarterdeck.gateway.aggregation.max-connections and circuit-calls must be at least 1");
        }
    }

    private static void positive(Duration value, String name) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("quarterdeck.gateway.aggregation." + name + " must be positive");
        }
    }
}
