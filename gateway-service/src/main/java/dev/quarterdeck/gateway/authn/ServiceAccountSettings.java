package dev.quarterdeck.gateway.authn;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Service account tokens.
 *
 * @param issuer who issues tokens ({@code iss}); also the address at which others find the keys
 * @param signingKeyFile PEM with the private key that signs new tokens; without it no tokens are issued
 * @param keyFiles PEM files with more keys whose tokens are good: keys that were used before, or will be
 * @param apiAudiences audiences that are meant for the API itself; empty means the issuer
 * @param maxTokenExpiration upper bound for the life of new tokens; zero for none
 */
@ConfigurationProperties("quarterdeck.gateway.service-account")
public record ServiceAccountSettings(
        @DefaultValue("https://kubernetes.default.svc.cluster.local")
        String issuer,

        @Nullable Path signingKeyFile,
        @DefaultValue List<Path> keyFiles,
        @DefaultValue List<String> apiAudiences,
        @DefaultValue("0s") Duration maxTokenExpiration) {

    public ServiceAccountSettings {
        if (issuer.isBlank()) {
            throw new IllegalArgumentException("quarterdeck.gateway.service-account.issuer must not be empty");
        }
        if (maxTokenExpiration.isNegative()
                || (!maxTokenExpiration.isZero() && maxTokenExpiration.compareTo(Duration.ofHours(1)) < 0)) {
            throw new IllegalArgumentException(
                    "quarterdeck.gateway.service-account.max-token-expiration must be at least 1h, or 0");
        }
        apiAudiences = apiAudiences.isEmpty() ? List.of(issuer) : List.copyOf(apiAudiences);
        keyFiles = List.copyOf(keyFiles);
    }
}
