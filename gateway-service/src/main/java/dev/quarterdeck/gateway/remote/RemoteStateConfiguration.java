package dev.quarterdeck.gateway.remote;

import dev.quarterdeck.gateway.read.IndexedFields;
import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.tls.PemFiles;
import dev.quarterdeck.stateclient.ConvertedReads;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.http.HttpStateClient;
import dev.quarterdeck.stateclient.http.StateClientSettings;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.consume.ReplicatedResourceCaches;
import dev.quarterdeck.stream.topic.StreamClients;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** State-service over HTTP/2, caches over Kafka: for a gateway that runs by itself. In the all-in-one both come from elsewhere. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({StateSettings.class, StreamProperties.class})
public class RemoteStateConfiguration {

    @Bean
    InstantSource clock() {
        return Clock.systemUTC();
    }

    @Bean(destroyMethod = "close")
    HttpStateClient httpStateClient(StateSettings settings) {
        return new HttpStateClient(
                new StateClientSettings(settings.replicas(), settings.connectTimeout(), settings.timeout()),
                tls(settings.caFile(), settings.certFile(), settings.keyFile()));
    }

    /** The one that all others ask. */
    @Bean
    @Primary
    StateClient stateClient(HttpStateClient httpStateClient) {
        return new ConvertedReads(httpStateClient);
    }

    private static @Nullable SSLContext tls(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key) {
        if (ca == null && certificate == null && key == null) {
            return null;
        }
        if (ca == null || certificate == null || key == null) {
            throw new IllegalArgumentException(
                    "quarterdeck.gateway.state needs ca-file, cert-file and key-file, or none of them");
        }
        try {
            return PemFiles.context(ca, certificate, key);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot use the certificate for state-service: " + e.getMessage(), e);
        }
    }

    @Bean(destroyMethod = "close")
    ResourceCaches resourceCaches(
            StreamProperties stream,
            StateClient state,
            @Value("${quarterdeck.feature-gates:}") String gates,
            @Value("${quarterdeck.runtime-config:}") String versions) {
        return new ReplicatedResourceCaches(
                new StreamClients(stream.toSettings()),
                state,
                new IndexedFields(),
                CacheSettings.DEFAULT.serving(Features.parse(gates, versions).catalog()));
    }
}
