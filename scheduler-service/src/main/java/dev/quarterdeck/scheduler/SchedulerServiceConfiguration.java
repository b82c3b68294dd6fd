package dev.quarterdeck.scheduler;

import dev.quarterdeck.kube.feature.FeatureGate;
import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import dev.quarterdeck.reconcile.client.NearbyApi;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.BufferedEventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.informer.StreamInformers;
import dev.quarterdeck.reconcile.leader.LeaderElection;
import dev.quarterdeck.reconcile.leader.LeaderSettings;
import dev.quarterdeck.reconcile.leader.LeaseLeaderElection;
import dev.quarterdeck.reconcile.leader.LeaseWatch;
import dev.quarterdeck.reconcile.queue.SystemTime;
import dev.quarterdeck.reconcile.queue.TimeSource;
import dev.quarterdeck.scheduler.bind.AllReservations;
import dev.quarterdeck.scheduler.bind.ApiGroupWriter;
import dev.quarterdeck.scheduler.bind.ApiPodWriter;
import dev.quarterdeck.scheduler.bind.Scheduler;
import dev.quarterdeck.scheduler.bind.SchedulingMetrics;
import dev.quarterdeck.scheduler.device.ClaimWriter;
import dev.quarterdeck.scheduler.device.DeviceObjects;
import dev.quarterdeck.scheduler.device.DeviceReservations;
import dev.quarterdeck.scheduler.extend.ExtendedPodWriter;
import dev.quarterdeck.scheduler.extend.Extenders;
import dev.quarterdeck.scheduler.gang.GangSettings;
import dev.quarterdeck.scheduler.gang.Gangs;
import dev.quarterdeck.scheduler.profile.ConfigurationReader;
import dev.quarterdeck.scheduler.profile.SchedulerConfiguration;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.volume.StorageObjects;
import dev.quarterdeck.scheduler.volume.VolumeBinder;
import dev.quarterdeck.scheduler.watch.ClusterFollower;
import dev.quarterdeck.scheduler.watch.DeviceFollower;
import dev.quarterdeck.scheduler.watch.StorageFollower;
import dev.quarterdeck.stream.cache.ResourceCaches;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
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
    ObjectApi schedulerApi(KubernetesClient client, ObjectProvider<NearbyApi> nearby) {
        return ObjectApi.of(client, nearby.getIfAvailable(() -> NearbyApi.NONE));
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

    /** Groups of pods are looked at where they are served. */
    @Bean
    Gangs gangs(
            @Value("${quarterdeck.feature-gates:}") String gates,
            @Value("${quarterdeck.runtime-config:}") String versions) {
        Features features = Features.parse(gates, versions);
        return new Gangs(
                features.servesVersion("scheduling.k8s.io/v1alpha2")
                        ? GangSettings.of(name ->
                                FeatureGate.find(name).filter(features::isOn).isPresent())
                        : GangSettings.OFF);
    }

    @Bean
    StorageObjects storageObjects() {
        return new StorageObjects();
    }

    @Bean
    SchedulerConfiguration schedulerConfiguration(SchedulerSettings settings) throws IOException {
        return settings.configFile().isEmpty()
                ? SchedulerConfiguration.standard(settings.name())
                : ConfigurationReader.read(Files.readAllBytes(Path.of(settings.configFile())), settings.name());
    }

    @Bean
    DeviceObjects deviceObjects() {
        return new DeviceObjects();
    }

    @Bean
    SchedulingRules schedulingRules(
            SchedulerConfiguration configuration, StorageObjects storage, DeviceObjects devices, TimeSource time) {
        return SchedulingRules.of(configuration.profiles(), storage, devices, time, configuration.deviceTimes());
    }

    @Bean
    SchedulingQueue schedulingQueue(TimeSource time, SchedulerConfiguration configuration, SchedulingRules rules) {
        return new SchedulingQueue(
                time, rules.wakeRule(), configuration.firstBackoff(), configuration.longestBackoff());
    }

    @Bean
    ClusterFollower clusterFollower(
            SchedulingRules rules, ClusterState state, SchedulingQueue queue, Gangs gangs, Informers informers) {
        return new ClusterFollower(rules.schedulerNames(), state, queue, gangs, informers);
    }

    @Bean
    StorageFollower storageFollower(StorageObjects storage, SchedulingQueue queue, Informers informers) {
        return new StorageFollower(storage, queue, informers);
    }

    @Bean
    DeviceFollower deviceFollower(
            DeviceObjects devices, ClusterState state, SchedulingQueue queue, Informers informers) {
        return new DeviceFollower(devices, state, queue, informers);
    }

    // what is decided, and done

    @Bean(destroyMethod = "close")
    BufferedEventRecorder schedulerEvents(
            SchedulerSettings settings, ObjectApi api, TimeSource time, MeterRegistry registry) {
        return new BufferedEventRecorder(api, settings.name(), host(), time, registry);
    }

    @Bean(destroyMethod = "close")
    Extenders extenders(SchedulerConfiguration configuration, ObjectApi api, Informers informers) {
        Informer<Node> nodes = informers.of(Node.class);
        return new Extenders(configuration.extenders(), api.serialization(), name -> nodes.get("", name)
                .orElse(null));
    }

    @Bean
    Scheduler scheduler(
            SchedulingQueue queue,
            ClusterState state,
            Gangs gangs,
            SchedulingRules rules,
            SchedulerConfiguration configuration,
            Extenders extenders,
            StorageObjects storage,
            ObjectApi api,
            TimeSource time,
            BufferedEventRecorder events,
            MeterRegistry registry) {
        VolumeBinder binder = new VolumeBinder(storage, api, time, configuration.bindTimeout());
        Executor writers = Executors.newVirtualThreadPerTaskExecutor();
        DeviceReservations devices = new DeviceReservations(
                rules.dynamic(),
                rules.devices(),
                new ClaimWriter(api, time, registry),
                events,
                time,
                configuration.deviceTimes().bind(),
                rules.askedBy("DynamicResources"),
                writers);
        return new Scheduler(
                queue,
                state,
                rules.cycles(extenders, RandomGenerator.getDefault()),
                new AllReservations(rules.volumes(binder), rules.devices(devices)),
                new ExtendedPodWriter(new ApiPodWriter(api, time), extenders),
                events,
                new SchedulingMetrics(registry, queue, state).of(configuration.profiles()),
                writers,
                gangs,
                new ApiGroupWriter(api, time));
    }

    // who leads

    @Bean
    LeaderElection schedulerElection(
            SchedulerSettings settings, ObjectApi api, TimeSource time, MeterRegistry registry) {
        return new LeaseLeaderElection(
                api,
                "kube-system",
                "kube-scheduler",
                identity(settings),
                LeaderSettings.STANDARD,
                time,
                LeaseWatch.through(api, time),
                registry);
    }

    private static String identity(SchedulerSettings settings) {
        if (!settings.identity().isEmpty()) {
            return settings.identity();
        }
        String host = host();
        return host.isEmpty() ? UUID.randomUUID().toString() : host + "_" + UUID.randomUUID();
    }

    /** The host's name; empty where it has none. */
    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    SchedulerRunner schedulerRunner(
            Informers informers,
            ClusterFollower follower,
            StorageFollower storage,
            DeviceFollower devices,
            Scheduler scheduler,
            LeaderElection election) {
        return new SchedulerRunner(
                informers,
                CompletableFuture.allOf(follower.synced(), storage.synced(), devices.synced()),
                scheduler,
                election);
    }
}
