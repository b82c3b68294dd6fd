package dev.quarterdeck.gateway;

import dev.quarterdeck.gateway.watch.WatchSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code quarterdeck.gateway.*}.
 *
 * @param bindAddresses addresses to listen on, each with the same port; {@code 0.0.0.0} for all
 * @param port TCP port of the API; 0 takes a free one
 * @param certFile PEM chain that the server shows; read again when it changes
 * @param keyFile PEM private key (PKCS #8) of the leaf in {@code certFile}
 * @param clientCaFile PEM certificates that sign client certificates; without it client certificates are not asked for
 * @param advertisedAddress host and port that discovery and the service {@code kubernetes} show; empty: the first bind address
 * @param handshakeTimeout from accept to the end of the TLS handshake; then the connection is closed
 * @param idleTimeout a connection without an open request is closed after this
 * @param requestTimeout longest time for a request that is not a watch or another stream; then it ends with 504
 * @param maxConnections connections open at a time; further ones are closed at once
 * @param maxBodyBytes longest request body; a longer one ends with 413
 * @param maxBodyBytesInFlight bytes of request bodies held at a time by all requests; beyond, requests end with 429
 * @param seats requests being answered at a time, streams not counted; priority levels share them, and what is beyond waits or ends with 429
 * @param seatPatience longest wait of a request for a seat; then it ends with 429
 * @param freshnessTimeout longest wait of a read or a watch for a revision that this gateway has not seen; then 504
 * @param maxHeldViewBytes bytes of old objects kept in memory for those who page through a list; beyond, pages are read from history
 * @param gzipAbove bodies longer than this many bytes are compressed for clients that accept gzip; negative for never
 * @param watch settings of watches
 */
@ConfigurationProperties("quarterdeck.gateway")
public record GatewaySettings(
        @DefaultValue("127.0.0.1") List<String> bindAddresses,
        @DefaultValue("6443") int port,
        @Nullable Path certFile,
        @Nullable Path keyFile,
        @Nullable Path clientCaFile,
        @DefaultValue("") String advertisedAddress,
        @DefaultValue("10s") Duration handshakeTimeout,
        @DefaultValue("180s") Duration idleTimeout,
        @DefaultValue("60s") Duration requestTimeout,
        @DefaultValue("20000") int maxConnections,
        @DefaultValue("3145728") int maxBodyBytes,
        @DefaultValue("67108864") long maxBodyBytesInFlight,
        @DefaultValue("1700") int seats,
        @DefaultValue("5s") Duration seatPatience,
        @DefaultValue("3s") Duration freshnessTimeout,
        @DefaultValue("33554432") long maxHeldViewBytes,
        @DefaultValue("131072") int gzipAbove,
        @DefaultValue WatchSettings watch) {

    public GatewaySettings {
        if (bindAddresses.isEmpty()) {
            throw new IllegalArgumentException("quarterdeck.gateway.bind-addresses must name at least one address");
        }
        if (seats < 1) {
            throw new IllegalArgumentException("quarterdeck.gateway.seats must be positive");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("quarterdeck.gateway.port must be between 0 and 65535, is " + port);
        }
    }
}
