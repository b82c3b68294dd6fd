package dev.quarterdeck.gateway.remote;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code quarterdeck.gateway.state.*}: where state-service is.
 *
 * @param replicas base URLs, for example {@code https://state-1:7443}
 * @param caFile PEM certificates that sign the replicas' certificates; without it plain HTTP, for tests on loopback
 * @param certFile PEM certificate that this gateway shows them
 * @param keyFile its PEM key (PKCS #8)
 * @param connectTimeout a replica that takes no connection for this long is passed over
 * @param timeout of one question or write
 */
@ConfigurationProperties("quarterdeck.gateway.state")
public record StateSettings(
        List<URI> replicas,
        @Nullable Path caFile,
        @Nullable Path certFile,
        @Nullable Path keyFile,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("30s") Duration timeout) {}
