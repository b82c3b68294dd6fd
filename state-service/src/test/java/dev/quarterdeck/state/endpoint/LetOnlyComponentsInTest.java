package dev.quarterdeck.state.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.tls.PemFiles;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.memory.InMemoryObjectStore;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stateclient.http.HttpStateClient;
import dev.quarterdeck.stateclient.http.StateClientSettings;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.testkit.await.Await;
import dev.quarterdeck.testkit.certificates.TestAuthority;
import dev.quarterdeck.testkit.certificates.TestAuthority.Identity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.node.ObjectNode;

/** The door with real TLS, over a store in memory. */
class LetOnlyComponentsInTest {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final int AT_ONCE = 1000;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(EndpointConfiguration.class)
    static class DoorOnly {
        @Bean
        InMemoryObjectStore store() {
            return new InMemoryObjectStore();
        }

        @Bean
        Crowd crowd() {
            return new Crowd();
        }

        @Bean
        StateClient localStateClient(InMemoryObjectStore store, Crowd crowd) {
            return new LocalStateClient(crowd::write, store);
        }
    }

    /** Answers nobody until all have come. */
    private static final class Crowd {
        private final List<CompletableFuture<WriteResult>> waiting = new ArrayList<>();

        synchronized CompletableFuture<WriteResult> write(WriteRequest request) {
            CompletableFuture<WriteResult> answer = new CompletableFuture<>();
            waiting.add(answer);
            if (waiting.size() == AT_ONCE) {
                answer("all are here");
            }
            return answer;
        }

        synchronized int size() {
            return waiting.size();
        }

        synchronized void answer(String message) {
            waiting.forEach(w ->
                    w.completeExceptionally(ApiException.badRequest(message).withWarnings(List.of("so many"))));
        }
    }

    @TempDir
    Path directory;

    private final TestAuthority ours = new TestAuthority("CN=ours");
    private final TestAuthority theirs = new TestAuthority("CN=theirs");
    private final List<HttpStateClient> clients = new ArrayList<>();
    private ConfigurableApplicationContext door;

    @BeforeEach
    void open() {
        Identity server = ours.issue(directory, "server", "CN=state-service");
        SpringApplication application = new SpringApplication(DoorOnly.class);
        application.setDefaultProperties(Map.of("spring.config.name", "application,state-service"));
        door = application.run(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--management.server.port=-1",
                "--management.endpoint.health.validate-group-membership=false",
                "--quarterdeck.state.endpoint.cert-file=" + server.certificate(),
                "--quarterdeck.state.endpoint.key-file=" + server.key(),
                "--quarterdeck.state.endpoint.ca-file=" + server.ca(),
                "--quarterdeck.state.endpoint.allowed-names=gateway,controllers");
    }

    @AfterEach
    void close() {
        clients.forEach(HttpStateClient::close);
        door.close();
    }

    private HttpStateClient client(TestAuthority authority, String subject) throws Exception {
        Identity identity = authority.issue(directory, "client" + clients.size(), subject);
        Path ca = ours.issue(directory, "ca", "CN=unused").ca();
        HttpStateClient client = new HttpStateClient(
                new StateClientSettings(List.of(
                        URI.create("https://127.0.0.1:" + door.getEnvironment().getProperty("local.server.port")))),
                PemFiles.context(ca, identity.certificate(), identity.key()));
        clients.add(client);
        return client;
    }

    private static int code(HttpStateClient client) {
        Throwable error = catchThrowable(() ->
                client.newestRevision(PODS).orTimeout(20, TimeUnit.SECONDS).join());
        return error == null ? 200 : ((ApiException) error.getCause()).code();
    }

    @Test
    void knownNamesOfOurAuthorityComeInAndNobodyElse() throws Exception {
        assertThat(code(client(ours, "CN=gateway"))).isEqualTo(200);
        assertThat(code(client(ours, "CN=controllers,O=system:components"))).isEqualTo(200);
        assertThat(code(client(ours, "CN=system:node:n1"))).isNotEqualTo(200);
        assertThat(code(client(theirs, "CN=gateway"))).isEqualTo(503);
    }

    @Test
    void snapshotsOfAnySizeComeInOnePiece() throws Exception {
        InMemoryObjectStore store = door.getBean(InMemoryObjectStore.class);
        for (int i = 0; i < 3_000; i++) {
            ObjectNode pod = Json.object();
            Metadata.of(pod).set("name", "p" + i);
            pod.put("data", "x".repeat(500));
            store.commit(List.of(
                    new Mutation.Insert(PODS, new ObjectKey("a", "p" + i), "u" + i, EncodedObject.of(pod), Set.of())));
        }
        var expected = store.snapshot(PODS).join();
        var actual = client(ours, "CN=gateway")
                .snapshot(PODS)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        assertThat(actual.revision()).isEqualTo(expected.revision());
        assertThat(actual.objects())
                .extracting(Change::key)
                .isEqualTo(expected.objects().stream().map(Change::key).toList());
        assertThat(actual.objects().getLast().json())
                .isEqualTo(expected.objects().getLast().json());
    }

    @Test
    void oneGatewayMayHaveHundredsOfWritesOpenAtOnce() throws Exception {
        HttpStateClient gateway = client(ours, "CN=gateway");
        Await.until("it is let in", Duration.ofSeconds(30), () -> code(gateway) == 200);
        WriteRequest write = deletion();
        List<CompletableFuture<WriteResult>> answers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            answers.add(gateway.write(write).orTimeout(30, TimeUnit.SECONDS));
        }
        for (CompletableFuture<WriteResult> answer : answers) {
            assertThat(catchThrowable(answer::join))
                    .hasRootCauseMessage("all are here")
                    .rootCause()
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.warnings()).containsExactly("so many"));
        }
    }

    @Test
    void aServiceThatStopsAnswersWhatWasAskedAndIsThenGone() throws Exception {
        HttpStateClient gateway = client(ours, "CN=gateway");
        Crowd crowd = door.getBean(Crowd.class);
        Await.until("it is let in", Duration.ofSeconds(30), () -> code(gateway) == 200);
        CompletableFuture<WriteResult> asked = gateway.write(deletion()).orTimeout(20, TimeUnit.SECONDS);
        Await.until("it has come", Duration.ofSeconds(20), () -> crowd.size() == 1);
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(door::close);
        Await.until("nobody else is let in", Duration.ofSeconds(15), () -> code(gateway) == 503);
        assertThat(asked).isNotDone();
        crowd.answer("asked before the end");
        assertThat(catchThrowable(asked::join)).hasRootCauseMessage("asked before the end");
        stopped.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(code(gateway)).isEqualTo(503);
    }

    private static WriteRequest deletion() {
        ResourceType pods = BuiltInResources.catalog()
                .findKind(GroupVersionKind.of("v1", "Pod"))
                .orElseThrow();
        Caller caller = new Caller("u", "", List.of(), Map.of(), "test", "1");
        return new WriteRequest.Delete(pods, "a", "p", null, "application/json", caller, WriteRequest.Options.NONE);
    }
}
