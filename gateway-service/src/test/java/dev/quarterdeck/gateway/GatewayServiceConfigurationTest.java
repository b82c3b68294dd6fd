package dev.quarterdeck.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.FakeStateClient;
import dev.quarterdeck.gateway.testing.TestCertificates;
import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The whole service as Spring Boot starts it, over fakes. */
class GatewayServiceConfigurationTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({GatewayServiceConfiguration.class, GatewayWebConfiguration.class})
    static class Application {
        @Bean
        FakeResourceCaches caches() {
            return new FakeResourceCaches();
        }

        @Bean
        StateClient state(ResourceCaches caches) {
            return new FakeStateClient((FakeResourceCaches) caches);
        }

        @Bean
        InstantSource clock() {
            return Clock.systemUTC();
        }
    }

    @TempDir
    Path directory;

    private static HttpResponse<String> get(HttpClient client, String host, int port, String path) {
        return TestGateway.send(
                client,
                HttpRequest.newBuilder(URI.create("https://" + host + ":" + port + path))
                        .timeout(Duration.ofSeconds(20)));
    }

    @Test
    void startsAndAnswersOnEveryAddress() {
        TestCertificates ca = new TestCertificates("ca");
        ca.issue(directory, "server", "CN=localhost");
        ca.writeCa(directory.resolve("ca.crt"));
        SpringApplication application = new SpringApplication(Application.class);
        try (ConfigurableApplicationContext context = application.run(
                        "--spring.config.name=application,gateway-service",
                        "--management.server.port=0",
                        "--management.server.address=127.0.0.1",
                        "--quarterdeck.gateway.port=0",
                        "--quarterdeck.gateway.bind-addresses=127.0.0.1,127.0.0.2",
                        "--quarterdeck.gateway.cert-file=" + directory.resolve("server.crt"),
                        "--quarterdeck.gateway.key-file=" + directory.resolve("server.key"),
                        "--quarterdeck.gateway.client-ca-file=" + directory.resolve("ca.crt"));
                HttpClient admin =
                        TestGateway.client(ca.client(ca, "CN=admin,O=system:masters"), HttpClient.Version.HTTP_2);
                HttpClient nobody = TestGateway.client(ca.client(null, ""), HttpClient.Version.HTTP_2)) {
            int port = ((WebServerApplicationContext) context).getWebServer().getPort();
            for (String host : List.of("127.0.0.1", "127.0.0.2")) {
                assertThat(get(admin, host, port, "/livez").body()).isEqualTo("ok");
            }
            assertThat(get(admin, "127.0.0.1", port, "/readyz?verbose").body()).endsWith("readyz check passed\n");
            assertThat(get(admin, "127.0.0.1", port, "/api/v1/pods").statusCode())
                    .isEqualTo(200);
            HttpResponse<String> refused = get(nobody, "127.0.0.1", port, "/api/v1/pods");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("User \\\"system:anonymous\\\" cannot list resource");
            HttpResponse<String> unknown = get(admin, "127.0.0.1", port, "/apis/example.org/v1/widgets");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.body()).isEqualTo("404 page not found\n");
            assertThat(get(admin, "127.0.0.1", port, "/metrics").body()).contains("apiserver_request_total{");
            assertThat(get(admin, "127.0.0.1", port, "/actuator/health").statusCode())
                    .isEqualTo(404);
        }
    }
}
