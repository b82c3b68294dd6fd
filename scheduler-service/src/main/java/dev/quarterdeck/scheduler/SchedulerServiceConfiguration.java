package dev.quarterdeck.scheduler;

import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.BufferedEventRecorder;
import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.informer.StreamInformers;
import dev.quarterdeck.reconcile.leader.LeaderElection;
import dev.quarterdeck.reconcile.leader.LeaderSettings;
import dev.quarterdeck.reconcile.leader.LeaseLeaderElection;
import dev.quarterdeck.reconcile.queue.SystemTime;
import dev.quarterdeck.reconcile.queue.TimeSource;
import dev.quarterdeck.scheduler.bind.ApiPodWriter;
import dev.quarterdeck.scheduler.bind.Scheduler;
import dev.quarterdeck.scheduler.bind.SchedulingMetrics;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.NodeFilters;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.watch.ClusterFollower;
import dev.quarterdeck.stream.cache.ResourceCaches;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The wiring of the scheduler, without a web server. Wants the {@link ResourceCaches} of the process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SchedulerSettings.class)
public class SchedulerServiceConfiguration {

    // the way to the gateway

    @Bean(destroyMethod = "close")
    KubernetesClient schedulerApiClient(
            @Value("${quarterdeck.api.url}") URI url,
            @Value("${quarterdeck.api.ca-file}") Path ca,
            @Value("${quarterdeck.api.cert-file}") Path certificate,
            @Value("${quarterdeck.api.key-file}") Path key) {
        return KubernetesClients.create(ApiSettings.of(url, ca, certificate, key), "quarterdeck-scheduler");
    }

    @Bean
    ObjectApi schedulerApi(KubernetesClient client) {
        return ObjectApi.of(client);
    }

    @Bean
    TimeSource schedulerTime() {
        return new SystemTime();
    }

    // what is known

    @Bean
    Informers schedulerInformers(ResourceCaches caches, ObjectApi api) {
        return new StreamInformers(caches, api.serialization());
    }

    @Bean
    ClusterState clusterState() {
        return new ClusterState();
    }

    @Bean
    SchedulingQueue schedulingQueue(TimeSource time) {
        Map<String, Set<ClusterChange>> helpedBy = NodeFilters.of(Profile.standard(""), List.of()).stream()
                .collect(Collectors.toMap(NodeFilter::name, NodeFilter::helpedBy, (a, b) -> a));
        return new SchedulingQueue(time, (filter, change) -> helpedBy.getOrDefault(filter, Set.of())
                .contains(change));
    }

    @Bean
    ClusterFollower clusterFollower(
            SchedulerSettings settings, ClusterState state, SchedulingQueue queue, Informers informers) {
        return new ClusterFollower(Set.of(settings.name()), state, queue, informers);
    }

    // what is decided, and done

    @Bean(destroyMethod = "close")
    BufferedEventRecorder schedulerEvents(
            SchedulerSettings settings, ObjectApi api, TimeSource time, MeterRegistry registry) {
        return new BufferedEventRecorder(api, settings.name(), "", time, registry);
    }

    @Bean
    Scheduler scheduler(
            SchedulerSettings settings,
            SchedulingQueue queue,
            ClusterState state,
            ObjectApi api,
            TimeSource time,
            BufferedEventRecorder events,
            MeterRegistry registry) {
        return new Scheduler(
                queue,
                state,
                List.of(new SchedulingCycle(Profile.standard(settings.name()), RandomGenerator.getDefault())),
                new ApiPodWriter(api, time),
                events,
                new SchedulingMetrics(registry, queue),
                Executors.newVirtualThreadPerTaskExecutor());
    }

    // who leads

    @Bean
    LeaderElection schedulerElection(
            SchedulerSettings settings, ObjectApi api, TimeSource time, MeterRegistry registry) {
        return new LeaseLeaderElection(
                api, "kube-system", "kube-scheduler", identity(settings), LeaderSettings.STANDARD, time, registry);
    }

    private static String identity(SchedulerSettings settings) {
        if (!settings.identity().isEmpty()) {
            return settings.identity();
        }
        try {
            return InetAddress.getLocalHost().getHostName() + "_" + UUID.randomUUID();
        } catch (UnknownHostException e) {
            return UUID.randomUUID().toString();
        }
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    SchedulerRunner schedulerRunner(
            Informers informers, ClusterFollower follower, Scheduler scheduler, LeaderElection election) {
        return new SchedulerRunner(informers, follower, scheduler, election);
    }
}
