package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import example.Listing;
import example.TopicFollower;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The example of a plain Kafka consumer, on a cluster as users have it: what it holds is what {@code kubectl get} shows, at every revision. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FollowTopicsIT {
    private static final int WRITERS = 4;
    private static final int WRITES = 75;

    private LauncherDirectory directory;
    private Launcher launcher;
    private Process proxy;

    @BeforeEach
    void prepare() throws IOException {
        directory = LauncherDirectory.create("follow");
        launcher = directory.launcher();
        launcher.run(directory.up());
    }

    @AfterEach
    void clean() throws IOException {
        if (proxy != null) {
            proxy.destroy();
        }
        if (directory != null) {
            directory.close();
        }
    }

    /** As the example's README has it: the API without TLS, on loopback. */
    private String proxyAddress() throws IOException {
        proxy = launcher.kubectl()
                .builder("proxy", "--port=0")
                .redirectErrorStream(true)
                .start();
        String said = proxy.inputReader().readLine();
        assertThat(said).startsWith("Starting to serve on ");
        return "http://" + said.substring(said.lastIndexOf(' ') + 1);
    }

    private static void write(KubernetesClient client, int writer) {
        Random random = new Random(writer);
        String namespace = writer % 2 == 0 ? "default" : "kube-public";
        for (int i = 0; i < WRITES; i++) {
            String name = "w" + writer + "-" + random.nextInt(6);
            var wanted = client.resource(new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(name)
                    .endMetadata()
                    .addToData("at", Integer.toString(i))
                    .build());
            if (wanted.get() == null) {
                wanted.create();
            } else if (random.nextInt(3) == 0) {
                wanted.delete();
            } else {
                wanted.update();
            }
        }
    }

    @Test
    void aPlainConsumerHoldsWhatAListShowsAtEveryRevision() throws Exception {
        String list = proxyAddress() + "/api/v1/configmaps";
        HttpClient http = HttpClient.newHttpClient();
        Path pki = launcher.data().resolve("pki");
        Map<String, Object> settings = new LinkedHashMap<>(new Stores(launcher).consumer());
        settings.put("auto.offset.reset", "none");
        Map<Long, SortedMap<String, JsonNode>> states = new LinkedHashMap<>();
        try (KubernetesClient client = KubernetesClients.create(
                        ApiSettings.of(
                                URI.create("https://127.0.0.1:" + directory.port()),
                                pki.resolve("ca.crt"),
                                pki.resolve("admin.crt"),
                                pki.resolve("admin.key")),
                        "follow-test");
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicFollower follower = new TopicFollower(
                    consumer, "quarterdeck.core.configmaps", () -> Listing.get(http, URI.create(list)));
            follower.start();
            states.put(follower.revision(), new TreeMap<>(follower.objects()));
            List<CompletableFuture<Void>> writers = IntStream.range(0, WRITERS)
                    .mapToObj(w -> CompletableFuture.runAsync(() -> write(client, w)))
                    .toList();
            Runnable remember = () -> states.put(follower.revision(), new TreeMap<>(follower.objects()));
            while (!writers.stream().allMatch(CompletableFuture::isDone)) {
                follower.poll(Duration.ofMillis(200), remember);
            }
            writers.forEach(CompletableFuture::join);
            long newest = Listing.get(http, URI.create(list)).objects().values().stream()
                    .mapToLong(o ->
                            Long.parseLong(o.at("/metadata/resourceVersion").stringValue()))
                    .max()
                    .orElseThrow();
            while (follower.revision() < newest) {
                follower.poll(Duration.ofMillis(200), remember);
            }
            assertThat(follower.starts()).isEqualTo(1);
        }
        assertThat(states).hasSizeGreaterThanOrEqualTo(WRITERS * WRITES);
        for (Map.Entry<Long, SortedMap<String, JsonNode>> state : states.entrySet()) {
            Listing then = Listing.get(
                    http, URI.create(list + "?resourceVersionMatch=Exact&resourceVersion=" + state.getKey()));
            assertThat(state.getValue()).as("at revision " + state.getKey()).isEqualTo(then.objects());
        }
    }
}
