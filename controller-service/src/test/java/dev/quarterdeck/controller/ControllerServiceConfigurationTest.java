package dev.quarterdeck.controller;

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
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
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
        HttpServer http = serve(api);
        TestAuthority.Identity identity =
                new TestAuthority("CN=ca").issue(directory, "controllers", "CN=system:kube-controller-manager");
        try (ConfigurableApplicationContext context = new SpringApplication(Application.class)
                .run(
                        "--server.port=0",
                        "--quarterdeck.api.url=http://127.0.0.1:"
                                + http.getAddress().getPort(),
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
        } finally {
            http.stop(0);
        }
        assertThat(lease(api)).contains("\"holderIdentity\":\"\"");
    }

    private static String lease(FakeApiServer api) {
        return api.describe("leases.coordination.k8s.io", "kube-system", "kube-controller-manager");
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
