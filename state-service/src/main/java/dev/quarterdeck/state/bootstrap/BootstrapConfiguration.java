package dev.quarterdeck.state.bootstrap;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.state.allocation.AllocationSettings;
import dev.quarterdeck.state.bootstrap.rbac.DefaultRoleBootstrap;
import dev.quarterdeck.state.commit.CommitListeners;
import dev.quarterdeck.state.commit.ObjectStore;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Writes the objects of the system when the service starts: first namespaces and the like, then default roles. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AllocationSettings.class, BootstrapSettings.class})
public class BootstrapConfiguration {

    @Bean
    ClusterBootstrap clusterBootstrap(
            ObjectStore store, AllocationSettings services, BootstrapSettings settings, Features features) {
        return new ClusterBootstrap(
                store,
                features.catalog(),
                services.serviceRanges(),
                settings,
                InstantSource.system(),
                () -> UUID.randomUUID().toString());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    TrustKeeper trustKeeper(ClusterBootstrap cluster, CommitListeners listeners) {
        TrustKeeper keeper = new TrustKeeper(cluster::applyTrust);
        listeners.add(keeper::committed);
        return keeper;
    }

    @Bean
    BootstrapRunner bootstrapRunner(ObjectStore store, ClusterBootstrap cluster, Features features) {
        Supplier<String> uids = () -> UUID.randomUUID().toString();
        DefaultRoleBootstrap roles = new DefaultRoleBootstrap(store, features, InstantSource.system(), uids);
        return new BootstrapRunner(() -> {
            cluster.apply();
            roles.apply().join();
        });
    }
}
