package dev.quarterdeck.controller;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.informer.OwnCaches;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.topic.StreamSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Caches of its own, for controller-service as a process. In the all-in-one the process has them already. */
@Configuration(proxyBeanMethods = false)
class ControllerStreamConfiguration {

    @Bean(destroyMethod = "close")
    ResourceCaches resourceCaches(
            Environment environment,
            @Value("${quarterdeck.api.url}") URI url,
            @Value("${quarterdeck.api.ca-file}") Path ca,
            @Value("${quarterdeck.api.cert-file}") Path certificate,
            @Value("${quarterdeck.api.key-file}") Path key,
            @Value("${quarterdeck.cluster-name:quarterdeck}") String cluster,
            @Value("${quarterdeck.kafka.bootstrap-servers}") String bootstrapServers,
            @Value("${quarterdeck.feature-gates:}") String gates,
            @Value("${quarterdeck.runtime-config:}") String versions) {
        Map<String, String> kafka = Binder.get(environment)
                .bind("quarterdeck.kafka.properties", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
        return new OwnCaches(
                ApiSettings.of(url, ca, certificate, key),
                new StreamSettings(cluster, bootstrapServers, kafka),
                "quarterdeck-controller/snapshots",
                Features.parse(gates, versions).catalog());
    }
}
