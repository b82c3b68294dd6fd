package dev.quarterdeck.controller;

import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import dev.quarterdeck.reconcile.client.NearbyApi;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.StreamInformers;
import dev.quarterdeck.reconcile.informer.WatchInformers;
import dev.quarterdeck.reconcile.leader.LeaderElection;
import dev.quarterdeck.reconcile.leader.LeaderSettings;
import dev.quarterdeck.reconcile.leader.LeaseLeaderElection;
import dev.quarterdeck.reconcile.leader.LeaseWatch;
import dev.quarterdeck.reconcile.queue.SystemTime;
import dev.quarterdeck.stream.cache.ResourceCaches;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The wiring of the controllers, without a web server. Wants the {@link ResourceCaches} of the process and a {@link MeterRegistry}; shows one bean, so that
 * it can stand in one context with other services.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ControllerSettings.class)
public class ControllerServiceConfiguration {

    @Bean(initMethod = "start", destroyMethod = "close")
    ControllerRunner controllerRunner(
            ControllerSettings settings,
            ResourceCaches caches,
            MeterRegistry registry,
            ObjectProvider<NearbyApi> nearby,
            @Value("${quarterdeck.api.url}") URI url,
            @Value("${quarterdeck.api.ca-file}") Path ca,
            @Value("${quarterdeck.api.cert-file}") Path certificate,
            @Value("${quarterdeck.api.key-file}") Path key,
            @Value("${quarterdeck.feature-gates:}") String gates,
            @Value("${quarterdeck.runtime-config:}") String versions) {
        // the way to the gateway
        KubernetesClient client =
                KubernetesClients.create(ApiSettings.of(url, ca, certificate, key), "quarterdeck-controllers");
        ObjectApi api = ObjectApi.of(client, nearby.getIfAvailable(() -> NearbyApi.NONE));
        SystemTime time = new SystemTime();
        // what is known
        StreamInformers informers = new StreamInformers(caches, api.serialization());
        WatchInformers remote = new WatchInformers(api, time, RandomGenerator.getDefault());
        // who leads
        LeaderElection election = new LeaseLeaderElection(
                api,
                "kube-system",
                "kube-controller-manager",
                identity(settings),
                LeaderSettings.STANDARD,
                time,
                LeaseWatch.through(api, time),
                registry);
        // what is done
        Controllers controllers = new Controllers(
                settings,
                ServedResources.of(caches.catalog()),
                rootCertificates(settings.rootCaFile(), ca),
                Features.parse(gates, versions));
        return new ControllerRunner(
                controllers,
                informers,
                remote,
                api,
                election,
                time,
                registry,
                settings.workers(),
                List.of(informers, remote, time, client));
    }

    private static String rootCertificates(@Nullable Path file, Path api) {
        Path path = file == null ? api : file;
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException("quarterdeck.controller.root-ca-file cannot be read: " + path, e);
        }
    }

    private static String identity(ControllerSettings settings) {
        if (!settings.identity().isEmpty()) {
            return settings.identity();
        }
        try {
            return InetAddress.getLocalHost().getHostName() + "_" + UUID.randomUUID();
        } catch (UnknownHostException e) {
            return UUID.randomUUID().toString();
        }
    }
}
