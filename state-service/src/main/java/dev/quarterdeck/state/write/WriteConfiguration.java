package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.state.admission.AdmissionChain;
import dev.quarterdeck.state.admission.CachedClusterReader;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.DefaultPlugins;
import dev.quarterdeck.state.admission.DeviceAdminAccess;
import dev.quarterdeck.state.admission.DeviceStatusRights;
import dev.quarterdeck.state.admission.condition.CelScopes;
import dev.quarterdeck.state.admission.condition.ScopedConditions;
import dev.quarterdeck.state.admission.podsecurity.PodSecuritySettings;
import dev.quarterdeck.state.admission.policy.Policies;
import dev.quarterdeck.state.admission.rights.StoredRights;
import dev.quarterdeck.state.admission.webhook.ClusterServiceResolver;
import dev.quarterdeck.state.admission.webhook.WebhookMetrics;
import dev.quarterdeck.state.admission.webhook.Webhooks;
import dev.quarterdeck.state.allocation.AllocationSettings;
import dev.quarterdeck.state.allocation.ServiceAllocator;
import dev.quarterdeck.state.allocation.ServiceRanges;
import dev.quarterdeck.state.bootstrap.BootstrapConfiguration;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.definition.CustomConversion;
import dev.quarterdeck.state.definition.Definitions;
import dev.quarterdeck.state.definition.WebhookConversion;
import dev.quarterdeck.state.expiry.ExpiryConfiguration;
import dev.quarterdeck.state.kind.builtin.BuiltInStrategies;
import dev.quarterdeck.stateclient.webhook.WebhookClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The write road over whatever ObjectStore there is: strategies, admission in the reference's order, allocation. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AllocationSettings.class, PodSecuritySettings.class})
@Import({
    // what exists after the first start
    BootstrapConfiguration.class,
    // what does not live for ever
    ExpiryConfiguration.class,
})
public class WriteConfiguration {
    /** Answers that {@link CachedClusterReader} may hold. */
    private static final int REMEMBERED = 20_000;

    @Bean
    ClusterReader clusterReader(ObjectStore store) {
        return new CachedClusterReader(store, InstantSource.system(), REMEMBERED);
    }

    @Bean
    Definitions definitions(ClusterReader reader) {
        return new Definitions(reader);
    }

    @Bean
    CustomConversion customConversion(WebhookClient webhooks) {
        return new WebhookConversion(webhooks, () -> UUID.randomUUID().toString());
    }

    /** What is switched on; the same for all services of a cluster. */
    @Bean
    Features features(
            @Value("${quarterdeck.feature-gates:}") String gates,
            @Value("${quarterdeck.runtime-config:}") String versions) {
        return Features.parse(gates, versions);
    }

    @Bean
    ObjectRules objectRules(Definitions definitions, CustomConversion conversion, Features features) {
        return new RoutedRules(
                new KubeObjectRules(features.catalog(), SchemaCatalog.builtIn(), features), definitions, conversion);
    }

    // what is asked outside this process

    @Bean(destroyMethod = "close")
    ExecutorService admissionThreads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("admission-", 0).factory());
    }

    @Bean(destroyMethod = "close")
    WebhookClient webhookClient(ClusterReader reader) {
        return new WebhookClient(new ClusterServiceResolver(reader, ThreadLocalRandom::current));
    }

    @Bean
    Webhooks admissionWebhooks(
            ClusterReader reader,
            ObjectRules rules,
            Definitions definitions,
            CelScopes scopes,
            WebhookClient client,
            ObjectProvider<MeterRegistry> registry,
            ExecutorService admissionThreads) {
        return new Webhooks(
                reader,
                definitions::versionsOf,
                rules,
                new ScopedConditions(scopes),
                client,
                new WebhookMetrics(registry.getIfAvailable(SimpleMeterRegistry::new)),
                () -> UUID.randomUUID().toString(),
                admissionThreads);
    }

    // what users say in expressions

    @Bean
    CelScopes admissionExpressions(ClusterReader reader) {
        return new CelScopes(new StoredRights(reader)::of);
    }

    @Bean
    Policies admissionPolicies(
            ClusterReader reader,
            ObjectRules rules,
            Definitions definitions,
            CelScopes scopes,
            ExecutorService admissionThreads,
            Features features) {
        return new Policies(
                reader,
                definitions::versionsOf,
                kind -> features.catalog().findKind(kind).or(() -> definitions.find(kind)),
                rules,
                rules::mergeApplied,
                scopes,
                admissionThreads);
    }

    @Bean
    AdmissionChain admissionChain(
            ClusterReader reader,
            PodSecuritySettings podSecurity,
            Policies policies,
            Webhooks webhooks,
            Features features) {
        return new AdmissionChain(DefaultPlugins.all(
                reader,
                () -> GeneratedNames.suffix(ThreadLocalRandom.current(), 5),
                time -> CompletableFuture.runAsync(
                                () -> {}, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS))
                        .join(),
                InstantSource.system(),
                podSecurity,
                features,
                List.of(
                        policies.mutating(),
                        webhooks.mutating(),
                        new DeviceAdminAccess(reader),
                        new DeviceStatusRights(new StoredRights(reader)::of),
                        policies.validating(),
                        webhooks.validating())));
    }

    @Bean
    ServiceAllocator serviceAllocator(ObjectStore store, AllocationSettings settings, ClusterReader reader) {
        return new ServiceAllocator(store, settings, new ServiceRanges(reader));
    }

    @Bean
    WriteService writeService(
            ObjectStore store,
            ClusterReader reader,
            ObjectRules rules,
            AdmissionChain admission,
            ServiceAllocator services,
            Definitions definitions,
            CustomConversion conversion,
            Features features) {
        return new WriteService(
                store,
                reader,
                features.catalog(),
                rules,
                new BuiltInStrategies()::of,
                admission,
                services,
                Sources.system(),
                WriteService.DEFAULT_LIMIT,
                definitions,
                conversion);
    }
}
