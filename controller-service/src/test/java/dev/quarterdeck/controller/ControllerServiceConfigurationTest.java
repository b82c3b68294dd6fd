package dev.quarterdeck.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.reconcile.testing.FakeApiEndpoint;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import dev.quarterdeck.testkit.certificates.TestAuthority;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The wiring as it runs, with its settings, over HTTP: it leads, works, shows its metrics, and gives leadership back. */
class ControllerServiceConfigurationTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(ControllerServiceConfiguration.class)
    static class Application {
        @Bean
        FakeResourceCaches caches() {
            FakeResourceCaches caches = new FakeResourceCaches();
            caches.put(new StoredResource("", "namespaces"), Json.read("""
                            {"kind":"Namespace","apiVersion":"v1","metadata":{"name":"default","uid":"u"}}""".getBytes(StandardCharsets.UTF_8)));
            return caches;
        }
    }

    @TempDir
    Path directory;

    @Test
    void itLeadsAndWorksAndGivesLeadershipBack() throws Exception {
        FakeApiServer api = new FakeApiServer(Instant::now);
        CountDownLatch furnished = new CountDownLatch(2);
        api.onChange((resource, key, tree) -> {
            if (Set.of("serviceaccounts", "configmaps").contains(resource.resource())) {
                furnished.countDown();
            }
        });
        TestAuthority.Identity identity =
                new TestAuthority("CN=ca").issue(directory, "controllers", "CN=system:kube-controller-manager");
        try (FakeApiEndpoint http = new FakeApiEndpoint(api);
                ConfigurableApplicationContext context = new SpringApplication(Application.class)
                        .run(
                                "--server.port=0",
                                "--quarterdeck.api.url=" + http.url(),
                                "--quarterdeck.api.ca-file=" + identity.ca(),
                                "--quarterdeck.api.cert-file=" + identity.certificate(),
                                "--quarterdeck.api.key-file=" + identity.key(),
                                "--quarterdeck.controller.identity=me")) {
            assertThat(furnished.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(context.getBean(ControllerRunner.class).isLeader()).isTrue();
            assertThat(context.getBean(MeterRegistry.class)
                            .get("workqueue.adds")
                            .tag("name", "serviceaccount")
                            .counter()
                            .count())
                    .isPositive();
            assertThat(lease(api)).contains("\"holderIdentity\":\"me\"");
        }
        assertThat(lease(api)).contains("\"holderIdentity\":\"\"");
    }

    private static String lease(FakeApiServer api) {
        return api.describe("leases.coordination.k8s.io", "kube-system", "kube-controller-manager");
    }
}
