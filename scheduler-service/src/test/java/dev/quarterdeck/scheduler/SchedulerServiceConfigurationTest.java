package dev.quarterdeck.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.reconcile.testing.FakeApiEndpoint;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import dev.quarterdeck.testkit.certificates.TestAuthority;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
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
import tools.jackson.databind.node.ObjectNode;

/** The wiring as it runs, with its settings, over HTTP: it leads, binds, tells, counts, and gives leadership back. */
class SchedulerServiceConfigurationTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(SchedulerServiceConfiguration.class)
    static class Application {
        @Bean
        FakeResourceCaches caches() {
            return new FakeResourceCaches();
        }
    }

    @TempDir
    Path directory;

    @Test
    void itLeadsAndBindsAndGivesLeadershipBack() throws Exception {
        FakeApiServer api = new FakeApiServer(Instant::now);
        Pod pod = api.api().create(Pods.pod("a").build());
        CountDownLatch bound = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        api.onChange((resource, key, tree) -> {
            if (tree != null && tree.path("spec").path("nodeName").asString("").equals("n1")) {
                bound.countDown();
            }
            if (tree != null && tree.path("reason").asString("").equals("Scheduled")) {
                told.countDown();
            }
        });
        TestAuthority.Identity identity =
                new TestAuthority("CN=ca").issue(directory, "scheduler", "CN=system:kube-scheduler");
        try (FakeApiEndpoint http = new FakeApiEndpoint(api);
                ConfigurableApplicationContext context = new SpringApplication(Application.class)
                        .run(
                                "--server.port=0",
                                "--quarterdeck.api.url=" + http.url(),
                                "--quarterdeck.api.ca-file=" + identity.ca(),
                                "--quarterdeck.api.cert-file=" + identity.certificate(),
                                "--quarterdeck.api.key-file=" + identity.key(),
                                "--quarterdeck.scheduler.identity=me")) {
            FakeResourceCaches caches = context.getBean(FakeResourceCaches.class);
            KubernetesSerialization json = new KubernetesSerialization();
            caches.put(new StoredResource("", "nodes"), tree(json, Pods.plainNode("n1")));
            caches.put(new StoredResource("", "pods"), tree(json, pod));
            assertThat(bound.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(context.getBean(MeterRegistry.class)
                            .get("scheduler.schedule.attempts")
                            .tag("result", "scheduled")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(lease(api)).contains("\"holderIdentity\":\"me\"");
        }
        assertThat(lease(api)).contains("\"holderIdentity\":\"\"");
    }

    private static ObjectNode tree(KubernetesSerialization json, HasMetadata object) {
        ObjectNode tree = Json.read(json.asJson(object).getBytes(StandardCharsets.UTF_8));
        if (!tree.path("metadata").has("uid")) {
            ((ObjectNode) tree.get("metadata"))
                    .put("uid", "uid-" + object.getMetadata().getName());
        }
        return tree;
    }

    private static String lease(FakeApiServer api) {
        return api.describe("leases.coordination.k8s.io", "kube-system", "kube-scheduler");
    }
}
