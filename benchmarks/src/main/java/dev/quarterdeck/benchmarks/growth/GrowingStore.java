package dev.quarterdeck.benchmarks.growth;

import dev.quarterdeck.embedded.EmbeddedKafka;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.StateServiceConfiguration;
import dev.quarterdeck.state.bootstrap.BootstrapRunner;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitListeners;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.postgres.PostgresConnections;
import dev.quarterdeck.state.publish.PostgresChangeLog;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.consume.ReplicatedResourceCaches;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.publish.ChangePublisher;
import dev.quarterdeck.stream.publish.PublishSettings;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.StreamSettings;
import dev.quarterdeck.testkit.stores.TestStores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A state-service without its door, its PostgreSQL, a broker, and caches as a gateway has them, all on this machine; the store and the stream of a cluster
 * without HTTP. Used by one thread at a time.
 */
final class GrowingStore implements AutoCloseable {
    static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    static final int NAMESPACE_SIZE = 1000;
    private static final int TOGETHER = 200;
    private static final Duration PUBLISHED_WITHIN = Duration.ofMinutes(2);
    private static final int AT_ONCE = 8;
    private static final Author AUTHOR = Author.internal("benchmark");
    private static final Caller CALLER =
            new Caller("benchmark", "", List.of("system:authenticated"), Map.of(), "benchmark", "1");

    private final ConfigurableApplicationContext context;
    private final StreamClients clients;
    private final RecentChanges recent = new RecentChanges();
    private final ReplicatedResourceCaches caches;
    private final PublishSettings publish;
    private final ResourceType configMap = BuiltInResources.catalog()
            .findKind(GroupVersionKind.of("v1", "ConfigMap"))
            .orElseThrow();
    private final Set<StoredResource> published =
            new HashSet<>(BuiltInResources.catalog().stored());
    private @Nullable Publishing publishing;

    /** @param beside whether caches are told of commits, as in the all-in-one; else they read topics, as processes of their own do */
    GrowingStore(boolean beside) {
        TestStores.Database database = TestStores.database();
        EmbeddedKafka kafka = TestStores.kafka();
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.main.banner-mode=off",
                "--spring.jmx.enabled=false",
                "--logging.level.root=WARN",
                "--quarterdeck.state.publish=false",
                "--quarterdeck.state.postgres.url=" + database.url(),
                "--quarterdeck.state.postgres.user=" + database.user(),
                "--quarterdeck.state.postgres.password=" + database.password(),
                "--quarterdeck.state.advertise.addresses=127.0.0.1",
                "--quarterdeck.kafka.bootstrap-servers=" + kafka.bootstrapServers()));
        kafka.clientProperties().forEach((k, v) -> arguments.add("--quarterdeck.kafka.properties.[" + k + "]=" + v));
        context = new SpringApplicationBuilder(StateServiceConfiguration.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties("spring.config.name=growth")
                .run(arguments.toArray(String[]::new));
        context.getBean(BootstrapRunner.class).done().join();
        // The broker may serve several stores, one after the other: topics of its own.
        String cluster = database.url().substring(database.url().lastIndexOf('/') + 1);
        clients = new StreamClients(new StreamSettings(cluster, kafka.bootstrapServers(), kafka.clientProperties()));
        caches = beside
                ? new ReplicatedResourceCaches(
                        new PostgresChangeLog(context.getBean(PostgresConnections.class)),
                        state(),
                        SelectableFieldsExtractor.OF_KIND,
                        CacheSettings.DEFAULT)
                : new ReplicatedResourceCaches(
                        clients, state(), SelectableFieldsExtractor.OF_KIND, CacheSettings.DEFAULT);
        publish = beside ? PublishSettings.DEFAULT.withPace(Duration.ofMillis(50)) : PublishSettings.DEFAULT;
        context.getBean(CommitListeners.class).add(changes -> {
            List<Change> committed =
                    changes.stream().map(CommittedChange::change).toList();
            recent.committed(committed);
            caches.committed(committed);
        });
        publish(Set.of());
    }

    private StateClient state() {
        return context.getBean(StateClient.class);
    }

    /** Publishes these kinds, too, from now on. */
    void publish(Collection<StoredResource> more) {
        stopPublishing();
        published.addAll(more);
        publishing = Publishing.start(new ChangePublisher(
                clients,
                new PostgresChangeLog(context.getBean(PostgresConnections.class)),
                recent,
                Set.copyOf(published),
                publish));
    }

    /** Returns when topics are complete up to what is committed now; changes that still had to be published would pass for the cost of doing nothing. */
    void awaitPublished() {
        ChangeLog log = new PostgresChangeLog(context.getBean(PostgresConnections.class));
        long end = System.nanoTime() + PUBLISHED_WITHIN.toNanos();
        try {
            long newest = log.heads().revision();
            while (log.heads().published() < newest) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException(
                            "topics end at " + log.heads().published() + ", the store at " + newest);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        } catch (ChangeLog.UnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    private void stopPublishing() {
        if (publishing != null) {
            publishing.stop(recent);
        }
    }

    ResourceCache cache(StoredResource resource) {
        ResourceCache cache = caches.cache(resource);
        cache.ready().join();
        return cache;
    }

    /** Returns when all of these caches are filled and follow their topics; together that takes hardly longer than for one. */
    void follow(Collection<StoredResource> resources) {
        List<ResourceCache> begun = resources.stream().map(caches::cache).toList();
        begun.forEach(cache -> cache.ready().join());
    }

    static ObjectKey key(long number) {
        return new ObjectKey("fill-" + number / NAMESPACE_SIZE, "object-" + number % NAMESPACE_SIZE);
    }

    /** Inserts objects number {@code from} to {@code to}, the latter excluded; returns the last revision. */
    long fill(StoredResource resource, long from, long to) {
        List<CompletableFuture<CommitOutcome>> open = new ArrayList<>();
        long last = 0;
        for (long at = from; at < to; at += TOGETHER) {
            List<Mutation> together = new ArrayList<>(TOGETHER);
            for (long i = at; i < Math.min(to, at + TOGETHER); i++) {
                together.add(insert(resource, key(i)));
            }
            open.add(context.getBean(ObjectStore.class).commit(together, AUTHOR));
            if (open.size() == AT_ONCE) {
                last = Math.max(last, lastRevision(open));
            }
        }
        return Math.max(last, lastRevision(open));
    }

    private long lastRevision(List<CompletableFuture<CommitOutcome>> open) {
        long last = 0;
        for (CompletableFuture<CommitOutcome> future : open) {
            last = Math.max(last, revision(future.join()));
        }
        open.clear();
        return last;
    }

    private static long revision(CommitOutcome outcome) {
        if (outcome instanceof CommitOutcome.Committed committed) {
            return committed.changes().getLast().revision();
        }
        throw new IllegalStateException("an object of the benchmark was there already: " + outcome);
    }

    /** Inserts one and returns its revision. */
    long insertOne(StoredResource resource, ObjectKey key) {
        CommitOutcome outcome = context.getBean(ObjectStore.class)
                .commit(List.of(insert(resource, key)), AUTHOR)
                .join();
        return revision(outcome);
    }

    private static Mutation insert(StoredResource resource, ObjectKey key) {
        return new Mutation.Insert(
                resource, key, "uid-" + key.path(), EncodedObject.of(Json.read(body(key))), Set.of());
    }

    /** Creates a ConfigMap in the namespace {@code default} on the road of a client's write; returns its revision. */
    long create(String name) {
        WriteResult result = state().write(new WriteRequest.Create(
                        configMap,
                        "default",
                        "",
                        "",
                        body(new ObjectKey("default", name)),
                        "application/json",
                        CALLER,
                        WriteRequest.Options.NONE))
                .join();
        return result.revision();
    }

    /** A page of an older state, as a continued LIST reads it. */
    int page(String namespace, long revision, int limit) {
        return state().listAt(CONFIG_MAPS, namespace, revision, null, limit)
                .join()
                .objects()
                .size();
    }

    private static byte[] body(ObjectKey key) {
        return ("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + key.name()
                        + "\",\"namespace\":\"" + key.namespace()
                        + "\",\"labels\":{\"app\":\"growth\"}},\"data\":{\"payload\":\"" + "x".repeat(64) + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        caches.close();
        stopPublishing();
        context.close();
    }

    /** A publisher on a thread of its own. */
    private record Publishing(Thread thread, AtomicBoolean leading) {
        static Publishing start(ChangePublisher publisher) {
            AtomicBoolean leading = new AtomicBoolean(true);
            Thread thread =
                    Thread.ofPlatform().name("growth-publisher").daemon().start(() -> publisher.run(leading::get));
            return new Publishing(thread, leading);
        }

        void stop(RecentChanges recent) {
            leading.set(false);
            recent.committedElsewhere();
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
