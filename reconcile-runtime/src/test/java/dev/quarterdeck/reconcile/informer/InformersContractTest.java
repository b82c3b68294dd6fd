package dev.quarterdeck.reconcile.informer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import dev.quarterdeck.reconcile.client.Models;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.queue.SystemTime;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same promises, whatever feeds the informers: caches of the stream, a server in memory, the same server over HTTP. */
class InformersContractTest {
    enum Feed {
        STREAM,
        WATCH,
        HTTP
    }

    private final SystemTime time = new SystemTime();
    private final FakeApiServer server = new FakeApiServer(Instant::now);
    private final ObjectApi api = server.api();
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private @Nullable SharedFeeds informers;
    private @Nullable HttpServer http;
    private @Nullable KubernetesClient client;
    private @Nullable ServerCaches caches;

    private SharedFeeds informers(Feed feed) throws Exception {
        SharedFeeds made =
                switch (feed) {
                    case STREAM -> {
                        caches = new ServerCaches(server);
                        yield new StreamInformers(caches, Models.shared());
                    }
                    case WATCH -> new WatchInformers(api, time, new Random(1));
                    case HTTP -> {
                        http = HttpFront.start(server);
                        URI url = URI.create(
                                "http://127.0.0.1:" + http.getAddress().getPort());
                        client = KubernetesClients.create(
                                new ApiSettings(url, null, null, null, Duration.ofSeconds(10)), "test");
                        yield new WatchInformers(ObjectApi.of(client), time, new Random(1));
                    }
                };
        informers = made;
        return made;
    }

    @AfterEach
    void close() {
        if (informers != null) {
            informers.close();
        }
        server.endWatches();
        if (client != null) {
            client.close();
        }
        if (http != null) {
            http.stop(0);
        }
        time.close();
    }

    private static ConfigMap map(String name, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .addToLabels("app", value)
                .endMetadata()
                .addToData("key", value)
                .build();
    }

    private Informer<ConfigMap> watched(SharedFeeds from) throws Exception {
        Informer<ConfigMap> informer = from.of(ConfigMap.class)
                .index("app", m -> List.of(m.getMetadata().getLabels().get("app")))
                .onChange((before, after) -> seen.add(text(before) + " -> " + text(after)));
        from.start();
        informer.synced().get(10, TimeUnit.SECONDS);
        return informer;
    }

    private static String text(@Nullable ConfigMap map) {
        return map == null
                ? "nothing"
                : map.getMetadata().getName() + "=" + map.getData().get("key");
    }

    private String next() throws InterruptedException {
        String event = seen.poll(10, TimeUnit.SECONDS);
        return event == null ? "nothing came" : event;
    }

    @ParameterizedTest
    @EnumSource(Feed.class)
    void whatWasThereIsSeenFirstAndThenEveryChange(Feed feed) throws Exception {
        api.create(map("a", "1"));
        Informer<ConfigMap> informer = watched(informers(feed));
        assertThat(seen.poll()).isEqualTo("nothing -> a=1");

        ConfigMap b = api.create(map("b", "1"));
        assertThat(next()).isEqualTo("nothing -> b=1");
        b.getData().put("key", "2");
        api.update(b);
        assertThat(next()).isEqualTo("b=1 -> b=2");
        assertThat(informer.get("default", "b").orElseThrow().getData()).containsEntry("key", "2");
        assertThat(informer.list("default")).hasSize(2);
        assertThat(informer.list("other")).isEmpty();
        api.delete(b, Propagation.BACKGROUND);
        assertThat(next()).isEqualTo("b=2 -> nothing");
        assertThat(informer.get("default", "b")).isEmpty();
    }

    /** Scheduler, controllers and nodes of one process look at the same pods. */
    @Test
    void allThatLookAtOneCacheShareWhatWasDecodedOnce() throws Exception {
        api.create(map("a", "1"));
        Informer<ConfigMap> first = watched(informers(Feed.STREAM));
        try (StreamInformers others = new StreamInformers(java.util.Objects.requireNonNull(caches), Models.shared())) {
            Informer<ConfigMap> second = others.of(ConfigMap.class).onChange((before, after) -> {});
            Informer<PartialObjectMetadata> parts =
                    others.metadata(ApiResource.of(ConfigMap.class)).onChange((before, after) -> {});
            others.start();
            second.synced().get(10, TimeUnit.SECONDS);
            parts.synced().get(10, TimeUnit.SECONDS);
            ConfigMap decoded = first.get("default", "a").orElseThrow();
            assertThat(second.get("default", "a").orElseThrow()).isSameAs(decoded);
            PartialObjectMetadata part = parts.get("default", "a").orElseThrow();
            assertThat(part.getMetadata()).isSameAs(decoded.getMetadata());
            assertThat(part.getKind()).isEqualTo("ConfigMap");
            assertThat(part.getApiVersion()).isEqualTo("v1");
        }
    }

    @ParameterizedTest
    @EnumSource(Feed.class)
    void indexesFollowTheObjects(Feed feed) throws Exception {
        Informer<ConfigMap> informer = watched(informers(feed));
        ConfigMap a = api.create(map("a", "1"));
        next();
        assertThat(informer.byIndex("app", "1")).hasSize(1);
        a.getMetadata().getLabels().put("app", "2");
        api.update(a);
        next();
        assertThat(informer.byIndex("app", "1")).isEmpty();
        assertThat(informer.byIndex("app", "2")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Feed.class)
    void aLateHandlerSeesWhatIsThereAndAClosedOneNothing(Feed feed) throws Exception {
        SharedFeeds from = informers(feed);
        watched(from);
        api.create(map("a", "1"));
        next();
        BlockingQueue<String> late = new LinkedBlockingQueue<>();
        Informer<ConfigMap> second = from.of(ConfigMap.class).onChange((b, a) -> late.add(text(a)));
        assertThat(late.poll()).isEqualTo("a=1");
        second.close();
        api.create(map("b", "1"));
        next();
        assertThat(late).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Feed.class)
    void metadataOfAnyResource(Feed feed) throws Exception {
        SharedFeeds from = informers(feed);
        var metadata = from.metadata(ApiResource.of(ConfigMap.class))
                .onChange((before, after) -> seen.add(String.valueOf(after)));
        from.start();
        api.create(map("a", "1"));
        assertThat(next()).contains("name=a").contains("ConfigMap").doesNotContain("key=1");
        assertThat(metadata.get("default", "a").orElseThrow().getMetadata().getLabels())
                .containsEntry("app", "1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Feed.class,
            names = {"WATCH", "HTTP"})
    void aWatchThatIsTooOldBeginsAgainAndMissesNothing(Feed feed) throws Exception {
        ConfigMap a = api.create(map("a", "1"));
        watched(informers(feed));
        next();
        server.failWhen(request ->
                request.method().equals("GET") ? Optional.of(ApiException.unavailable("down", 1)) : Optional.empty());
        server.compact();
        server.endWatches();
        api.create(map("b", "1"));
        api.delete(a, Propagation.BACKGROUND);
        server.compact();
        server.failNoMore();
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("a=1 -> nothing", "nothing -> b=1");
    }

    @ParameterizedTest
    @EnumSource(value = Feed.class, names = "STREAM")
    void aCacheThatHadToStartAnewIsComparedWithWhatWasKnown(Feed feed) throws Exception {
        ConfigMap a = api.create(map("a", "1"));
        watched(informers(feed));
        next();
        ServerCaches silent = java.util.Objects.requireNonNull(caches);
        silent.mute(true);
        api.delete(a, Propagation.BACKGROUND);
        api.create(map("b", "1"));
        silent.mute(false);
        silent.reset(new StoredResource("", "configmaps"));
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("a=1 -> nothing", "nothing -> b=1");
    }

    @ParameterizedTest
    @EnumSource(value = Feed.class, names = "HTTP")
    void answersOverHttpKeepTheirReason(Feed feed) throws Exception {
        informers(feed);
        ObjectApi remote = ObjectApi.of(java.util.Objects.requireNonNull(client));
        ConfigMap a = remote.create(map("a", "1"));
        assertThat(remote.get(ConfigMap.class, "default", "none")).isEmpty();
        ConfigMap newer = new ConfigMapBuilder(a).addToData("key", "2").build();
        remote.update(newer);
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(ApiException.class, () -> remote.update(newer))
                        .reason())
                .isEqualTo(StatusReason.CONFLICT);
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                ApiException.class, () -> remote.create(map("a", "1")))
                        .reason())
                .isEqualTo(StatusReason.ALREADY_EXISTS);
    }
}
