package dev.quarterdeck.network;

import dev.quarterdeck.network.kernel.HostPrograms;
import dev.quarterdeck.network.kernel.ProcessHostPrograms;
import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.informer.WatchInformers;
import dev.quarterdeck.reconcile.queue.SystemTime;
import dev.quarterdeck.reconcile.queue.TimeSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The wiring of one host's network, without a web server: imported by the application and by the all-in-one. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NetworkSettings.class)
public class NetworkServiceConfiguration {

    // the way to the gateway

    @Bean(destroyMethod = "close")
    KubernetesClient networkApiClient(
            @Value("${quarterdeck.api.url}") URI url,
            @Value("${quarterdeck.api.ca-file}") Path ca,
            @Value("${quarterdeck.api.cert-file}") Path certificate,
            @Value("${quarterdeck.api.key-file}") Path key) {
        return KubernetesClients.create(ApiSettings.of(url, ca, certificate, key), "quarterdeck-network");
    }

    @Bean
    TimeSource networkTime() {
        return new SystemTime();
    }

    @Bean
    Informers networkInformers(KubernetesClient client, TimeSource time) {
        return new WatchInformers(ObjectApi.of(client), time, RandomGenerator.getDefault());
    }

    // the host's kernel

    @Bean
    HostPrograms hostPrograms(NetworkSettings settings) {
        return settings.networkNamespace().isEmpty()
                ? new ProcessHostPrograms()
                : new ProcessHostPrograms(settings.networkNamespace());
    }

    // services, routes, DNS

    @Bean(initMethod = "start", destroyMethod = "close")
    HostNetworkService hostNetworkService(
            NetworkSettings settings,
            Informers informers,
            HostPrograms programs,
            TimeSource time,
            MeterRegistry registry) {
        return new HostNetworkService(settings, informers, programs, time, registry);
    }
}
