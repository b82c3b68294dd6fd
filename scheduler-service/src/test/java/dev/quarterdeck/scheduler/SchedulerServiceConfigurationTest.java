package dev.quarterdeck.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import dev.quarterdeck.testkit.certificates.TestAuthority;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
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
        HttpServer http = serve(api);
        TestAuthority.Identity identity =
                new TestAuthority("CN=ca").issue(directory, "scheduler", "CN=system:kube-scheduler");
        try (ConfigurableApplicationContext context = new SpringApplication(Application.class)
                .run(
                        "--server.port=0",
                        "--quarterdeck.api.url=http://127.0.0.1:"
                                + http.getAddress().getPort(),
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
        } finally {
            http.stop(0);
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

    private static HttpServer serve(FakeApiServer api) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", exchange -> {
            try (exchange) {
                answer(api, exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        http.start();
        return http;
    }

    private static void answer(FakeApiServer api, HttpExchange exchange) throws IOException, InterruptedException {
        int code = 200;
        byte[] body;
        try {
            body = api.exchange(new ApiRequest(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                    exchange.getRequestBody().readAllBytes()));
        } catch (ApiException e) {
            code = e.code();
            body = Json.write(e.toStatus());
        }
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }
}
