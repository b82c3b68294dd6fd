package dev.quarterdeck.controller;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.ListSnapshotSource;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.consume.ReplicatedResourceCaches;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.StreamSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Caches of its own, for controller-service as a process: first states by LIST, changes from Kafka. In the all-in-one the process has them already. */
@Configuration(proxyBeanMethods = false)
class ControllerStreamConfiguration {

    @Bean(destroyMethod = "close")
    KubernetesClient snapshotClient(
            @Value("${quarterdeck.api.url}") URI url,
            @Value("${quarterdeck.api.ca-file}") Path ca,
            @Value("${quarterdeck.api.cert-file}") Path certificate,
            @Value("${quarterdeck.api.key-file}") Path key) {
        return KubernetesClients.create(ApiSettings.of(url, ca, certificate, key), "quarterdeck-controllers/snapshots");
    }

    @Bean(destroyMethod = "close")
    ResourceCaches resourceCaches(
            KubernetesClient snapshotClient,
            Environment environment,
            @Value("${quarterdeck.cluster-name:quarterdeck}") String cluster,
            @Value("${quarterdeck.kafka.bootstrap-servers}") String bootstrapServers) {
        Map<String, String> properties = Binder.get(environment)
                .bind("quarterdeck.kafka.properties", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
        return new ReplicatedResourceCaches(
                new StreamClients(new StreamSettings(cluster, bootstrapServers, properties)),
                new ListSnapshotSource(ObjectApi.of(snapshotClient), BuiltInResources.catalog()),
                SelectableFieldsExtractor.METADATA_ONLY,
                CacheSettings.DEFAULT);
    }
}
