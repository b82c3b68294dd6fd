package dev.quarterdeck.gateway.proxy;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the gateway reaches node-agents.
 *
 * @param certFile PEM client certificate, user {@code kube-apiserver-kubelet-client}
 * @param keyFile PEM private key (PKCS 8) of the certificate
 * @param caFile PEM certificates that sign the serving certificates of nodes; absent: the JVM's
 * @param connectTimeout for the connection and its TLS handshake
 * @param maxConnections to one node at a time: each log that is followed and each exec takes one
 */
@ConfigurationProperties("quarterdeck.gateway.nodes")
public record NodeClientSettings(
        @Nullable Path certFile,
        @Nullable Path keyFile,
        @Nullable Path caFile,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("1000") int maxConnections) {

    public NodeClientSettings {
        if ((certFile == null) != (keyFile == null)) {
            throw new IllegalArgumentException("quarterdeck.gateway.nodes.cert-file and key-file must be set together");
        }
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("quarterdeck.gateway.nodes.connect-timeout must be positive");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("quarterdeck.gateway.nodes.max-connections must be at least 1");
        }
    }
}
