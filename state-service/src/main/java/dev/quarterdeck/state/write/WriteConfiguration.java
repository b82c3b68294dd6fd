package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.state.admission.AdmissionChain;
import dev.quarterdeck.state.admission.CachedClusterReader;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.DefaultPlugins;
import dev.quarterdeck.state.admission.podsecurity.PodSecuritySettings;
import dev.quarterdeck.state.allocation.AllocationSettings;
import dev.quarterdeck.state.allocation.ServiceAllocator;
import dev.quarterdeck.state.allocation.ServiceRanges;
import dev.quarterdeck.state.bootstrap.BootstrapConfiguration;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.expiry.ExpiryConfiguration;
import dev.quarterdeck.state.kind.builtin.BuiltInStrategies;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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
    AdmissionChain admissionChain(ClusterReader reader, PodSecuritySettings podSecurity) {
        return new AdmissionChain(DefaultPlugins.all(
                reader,
                () -> GeneratedNames.suffix(ThreadLocalRandom.current(), 5),
                time -> CompletableFuture.runAsync(
                                () -> {}, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS))
                        .join(),
                InstantSource.system(),
                podSecurity));
    }

    @Bean
    ServiceAllocator serviceAllocator(ObjectStore store, AllocationSettings settings, ClusterReader reader) {
        return new ServiceAllocator(store, settings, new ServiceRanges(reader));
    }

    @Bean
    WriteService writeService(
            ObjectStore store, ClusterReader reader, AdmissionChain admission, ServiceAllocator services) {
        return new WriteService(
                store,
                reader,
                BuiltInResources.catalog(),
                new KubeObjectRules(BuiltInResources.catalog(), SchemaCatalog.builtIn()),
                new BuiltInStrategies()::of,
                admission,
                services,
                Sources.system(),
                WriteService.DEFAULT_LIMIT);
    }
}
