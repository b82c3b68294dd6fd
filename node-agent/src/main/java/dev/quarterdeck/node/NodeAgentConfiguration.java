package dev.quarterdeck.node;

import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import dev.quarterdeck.reconcile.client.ObjectApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The wiring of one node's agent, without a web server of Spring's: imported by the application; an all-in-one imports it once per host. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NodeAgentSettings.class)
public class NodeAgentConfiguration {

    // the way to the gateway, as system:node:NAME

    @Bean(destroyMethod = "close")
    KubernetesClient nodeApiClient(
            @Value("${quarterdeck.api.url}") URI url,
            @Value("${quarterdeck.api.ca-file}") Path ca,
            @Value("${quarterdeck.api.cert-file}") Path certificate,
            @Value("${quarterdeck.api.key-file}") Path key) {
        return KubernetesClients.create(ApiSettings.of(url, ca, certificate, key), "quarterdeck-node");
    }

    // the node

    @Bean(initMethod = "start", destroyMethod = "close")
    NodeAgentService nodeAgentService(NodeAgentSettings settings, KubernetesClient client, MeterRegistry registry) {
        return new NodeAgentService(
                settings,
                ObjectApi.of(client),
                registry,
                () -> registry instanceof PrometheusMeterRegistry prometheus ? prometheus.scrape() : "");
    }
}
