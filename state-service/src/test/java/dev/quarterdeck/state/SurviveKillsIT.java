package dev.quarterdeck.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stateclient.http.HttpStateClient;
import dev.quarterdeck.stateclient.http.StateClientSettings;
import dev.quarterdeck.stream.cache.CacheEvent;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.consume.ReplicatedResourceCaches;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.StreamSettings;
import dev.quarterdeck.testkit.await.Await;
import dev.quarterdeck.testkit.process.ChildJvm;
import dev.quarterdeck.testkit.process.KafkaBrokerProcess;
import dev.quarterdeck.testkit.stores.TestStores;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two state-services, two sets of caches as two gateways hold them, and everything below is killed while 32 writers work: no acknowledged write is lost, every
 * watcher sees each change once and in order, a read is never older than a write acknowledged before it, no update is lost.
 */
@Timeout(240)
class SurviveKillsIT {
    private static final Logger LOG = LoggerFactory.getLogger(SurviveKillsIT.class);
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    private static final Caller CALLER = new Caller("admin", "", List.of("system:masters"), Map.of(), "test/1", "r1");
    private static final int WRITES = 20_000;
    private static final int WRITERS = 32;
    private static final int KEYS = 200;

    @TempDir
    static Path directory;

    private final ResourceType configMaps = BuiltInResources.catalog()
            .find(new GroupVersionResource("", "v1", "configmaps"))
            .orElseThrow();
    private final List<AutoCloseable> open = new ArrayList<>();
    private EmbeddedPostgres postgres;
    private ChildJvm broker;
    private final List<ChildJvm> services = new ArrayList<>();
    private final List<HttpStateClient> clients = new ArrayList<>();
    private final List<ResourceCache> caches = new ArrayList<>();

    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger conflicts = new AtomicInteger();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private final Map<String, Long> lastAcknowledged = new ConcurrentHashMap<>();
    private final Set<Long> acknowledgedRevisions = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Throwable> violation = new AtomicReference<>();

    private static final class Watcher implements ResourceCache.CacheListener {
        final List<Long> seen = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger resets = new AtomicInteger();

        @Override
        public void onEvent(CacheEvent event) {
            seen.add(event.revision());
        }

        @Override
        public void onReset() {
            resets.incrementAndGet();
        }
    }

    @BeforeEach
    void start() {
        int brokerPort = ChildJvm.freePort();
        broker = new ChildJvm(
                        KafkaBrokerProcess.class,
                        List.of(directory.resolve("kafka").toString(), String.valueOf(brokerPort)),
                        directory.resolve("kafka.log"))
                .start();
        open.add(broker);
        postgres = TestStores.startPostgres(directory.resolve("postgres"));
        open.add(() -> postgres.close());
        List<URI> addresses = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int port = ChildJvm.freePort();
            addresses.add(URI.create("http://127.0.0.1:" + port));
            List<String> arguments = new ArrayList<>(List.of(
                    "--quarterdeck.cluster-name=kills",
                    "--quarterdeck.kafka.bootstrap-servers=127.0.0.1:" + brokerPort,
                    "--quarterdeck.state.postgres.url=" + postgres.jdbcUrl(),
                    "--quarterdeck.state.postgres.user=" + postgres.user(),
                    "--quarterdeck.state.postgres.password=" + postgres.password(),
                    "--quarterdeck.state.endpoint.insecure=true",
                    "--server.address=127.0.0.1",
                    "--server.port=" + port,
                    "--management.server.address=127.0.0.1",
                    "--management.server.port=0"));
            kafkaProperties().forEach((k, v) -> arguments.add("--quarterdeck.kafka.properties[" + k + "]=" + v));
            ChildJvm service = new ChildJvm(
                            StateServiceApplication.class, arguments, directory.resolve("state-" + i + ".log"))
                    .start();
            services.add(service);
            open.add(service);
        }
        for (int i = 0; i < 2; i++) {
            HttpStateClient client = new HttpStateClient(
                    new StateClientSettings(addresses, Duration.ofSeconds(1), Duration.ofSeconds(20)), null);
            clients.add(client);
            open.add(client);
            ReplicatedResourceCaches mine = new ReplicatedResourceCaches(
                    new StreamClients(new StreamSettings("kills", "127.0.0.1:" + brokerPort, kafkaProperties())),
                    client,
                    SelectableFieldsExtractor.OF_KIND,
                    CacheSettings.DEFAULT);
            open.add(mine);
            caches.add(mine.cache(CONFIG_MAPS));
        }
        Await.until(() -> "both services answer; " + services.get(0).output(), Duration.ofSeconds(90), () -> {
            for (URI address : addresses) {
                try (HttpStateClient one = new HttpStateClient(new StateClientSettings(List.of(address)), null)) {
                    one.newestRevision(CONFIG_MAPS).join();
                } catch (CompletionException e) {
                    return false;
                }
            }
            return true;
        });
        create(
                clients.getFirst(),
                "namespaces",
                "",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\"}}");
        caches.forEach(c -> c.ready().orTimeout(60, TimeUnit.SECONDS).join());
    }

    private static Map<String, String> kafkaProperties() {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"quarterdeck\" password=\""
                        + KafkaBrokerProcess.PASSWORD + "\";");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private static WriteResult create(HttpStateClient client, String resource, String namespace, String json) {
        return client.write(new WriteRequest.Create(
                        BuiltInResources.catalog()
                                .find(new GroupVersionResource("", "v1", resource))
                                .orElseThrow(),
                        namespace,
                        "",
                        "",
                        json.getBytes(StandardCharsets.UTF_8),
                        "application/json",
                        CALLER,
                        WriteRequest.Options.NONE))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void nothingIsLostRepeatedOrOld() throws Exception {
        List<Watcher> watchers = new ArrayList<>();
        List<Long> starts = new ArrayList<>();
        for (ResourceCache cache : caches) {
            Watcher watcher = new Watcher();
            starts.add(cache.view().revision());
            cache.subscribe(cache.view().revision(), watcher);
            watchers.add(watcher);
        }
        CountDownLatch done = new CountDownLatch(WRITERS);
        long began = System.nanoTime();
        for (int w = 0; w < WRITERS; w++) {
            Random random = new Random(w);
            Thread.startVirtualThread(() -> {
                try {
                    while (acknowledged.get() < WRITES && violation.get() == null) {
                        write(random);
                    }
                } catch (Throwable e) {
                    violation.compareAndSet(null, e);
                } finally {
                    done.countDown();
                }
            });
        }
        at(WRITES / 5);
        ChildJvm publisher = publisher();
        LOG.info("killing the publishing state-service, pid {}", publisher.pid());
        publisher.kill();
        publisher.start();
        at(WRITES * 2 / 5);
        LOG.info("killing the broker");
        broker.kill();
        int withoutBroker = acknowledged.get();
        broker.start();
        at(WRITES * 3 / 5);
        LOG.info("killing PostgreSQL ({} writes since the broker died)", acknowledged.get() - withoutBroker);
        ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();
        restartPostgres();
        at(WRITES * 4 / 5);
        ChildJvm stopped = publisher();
        LOG.info("stopping the publishing state-service, pid {}, until another publishes", stopped.pid());
        signal(stopped, "STOP");
        Await.until("another publishes", Duration.ofSeconds(30), () -> publisher() != stopped);
        signal(stopped, "CONT");
        LOG.info("it goes on");
        assertThat(done.await(150, TimeUnit.SECONDS)).as("all writers end").isTrue();
        LOG.info(
                "{} writes acknowledged in {} ms; {} conflicts, {} unavailable, {} unknown",
                acknowledged,
                (System.nanoTime() - began) / 1_000_000,
                conflicts,
                unavailable,
                unknown);
        assertThat(violation.get()).isNull();
        check(watchers, starts);
    }

    private void check(List<Watcher> watchers, List<Long> starts) {
        HttpStateClient client = clients.getFirst();
        long newest = client.newestRevision(CONFIG_MAPS)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        List<Change> history = new ArrayList<>();
        long after = 0;
        while (after < newest) {
            List<Change> page = client.history(CONFIG_MAPS, after, newest, 2000).join();
            history.addAll(page);
            after = page.getLast().revision();
        }
        assertThat(acknowledged.get()).isGreaterThanOrEqualTo(WRITES);
        Set<Long> stored = new java.util.HashSet<>();
        history.forEach(c -> stored.add(c.revision()));
        assertThat(stored).as("no acknowledged write is lost").containsAll(acknowledgedRevisions);
        for (int i = 0; i < watchers.size(); i++) {
            CacheView view = caches.get(i)
                    .awaitRevision(newest)
                    .orTimeout(40, TimeUnit.SECONDS)
                    .join();
            long start = starts.get(i);
            assertThat(watchers.get(i).resets).hasValue(0);
            assertThat(List.copyOf(watchers.get(i).seen))
                    .as("watcher " + i + " sees every change once, in order")
                    .isEqualTo(history.stream()
                            .map(Change::revision)
                            .filter(r -> r > start)
                            .toList());
            Map<ObjectKey, Long> state = new HashMap<>();
            client.snapshot(CONFIG_MAPS).join().objects().forEach(o -> state.put(o.key(), o.revision()));
            Map<ObjectKey, Long> cached = new HashMap<>();
            view.objects("", null).forEach(o -> cached.put(o.key(), o.revision()));
            assertThat(cached).isEqualTo(state);
        }
        Map<ObjectKey, Integer> counters = new HashMap<>();
        for (Change change : history) {
            if (!change.key().namespace().equals("shop")) {
                continue;
            }
            int counter = counter(change.json());
            int before = counters.getOrDefault(change.key(), 0);
            switch (change.type()) {
                case ADDED, MODIFIED -> {
                    assertThat(counter)
                            .as("no update of " + change.key() + " is lost")
                            .isEqualTo(before + 1);
                    counters.put(change.key(), counter);
                }
                case DELETED -> {
                    assertThat(counter).isEqualTo(before);
                    counters.remove(change.key());
                }
            }
        }
    }

    /** One write on what a read, as a gateway does it, shows. */
    private void write(Random random) {
        int gateway = random.nextInt(2);
        HttpStateClient client = clients.get(gateway);
        String name = "c" + random.nextInt(KEYS);
        ObjectKey key = new ObjectKey("shop", name);
        long before = lastAcknowledged.getOrDefault(name, 0L);
        CachedObject current;
        try {
            long newest = client.newestRevision(CONFIG_MAPS).get(5, TimeUnit.SECONDS);
            CacheView view = caches.get(gateway).awaitRevision(newest).get(5, TimeUnit.SECONDS);
            current = view.get(key);
            if (view.revision() < before || (current != null && current.revision() < before)) {
                throw new AssertionError(
                        "read " + name + " at " + view.revision() + " after the acknowledgement of " + before);
            }
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            unavailable.incrementAndGet();
            // where the stream is down, reads can't be fresh, but writes go on: this one changes a key of its own
            write(client, create("own-" + random.nextLong(Long.MAX_VALUE)), "own");
            return;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (current == null) {
            write(client, create(name), name);
        } else if (random.nextInt(10) == 0) {
            write(
                    client,
                    new WriteRequest.Delete(configMaps, "shop", name, null, "", CALLER, WriteRequest.Options.NONE),
                    name);
        } else {
            byte[] body = ("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                            + "\",\"namespace\":\"shop\",\"resourceVersion\":\"" + current.revision()
                            + "\"},\"data\":{\"counter\":\"" + (counter(current.json()) + 1) + "\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            write(
                    client,
                    new WriteRequest.Update(
                            configMaps, "shop", name, "", body, "application/json", CALLER, WriteRequest.Options.NONE),
                    name);
        }
    }

    private WriteRequest create(String name) {
        byte[] body = ("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                        + "\"},\"data\":{\"counter\":\"1\"}}")
                .getBytes(StandardCharsets.UTF_8);
        return new WriteRequest.Create(
                configMaps, "shop", "", "", body, "application/json", CALLER, WriteRequest.Options.NONE);
    }

    private void write(HttpStateClient client, WriteRequest request, String name) {
        try {
            WriteResult result =
                    client.write(request).orTimeout(25, TimeUnit.SECONDS).join();
            acknowledged.incrementAndGet();
            if (result.revision() > 0) {
                acknowledgedRevisions.add(result.revision());
                lastAcknowledged.merge(name, result.revision(), Math::max);
            }
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof ApiException refusal)) {
                unknown.incrementAndGet();
                return;
            }
            switch (refusal.code()) {
                case 404, 409 -> conflicts.incrementAndGet();
                case 503, 429 -> {
                    unavailable.incrementAndGet();
                    java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
                }
                case 504 -> unknown.incrementAndGet();
                default -> throw new AssertionError("an answer that nobody expected: " + refusal.getMessage());
            }
        }
    }

    private static int counter(byte[] json) {
        return Integer.parseInt(Json.read(json).at("/data/counter").asString());
    }

    private void at(int writes) {
        Await.until(
                () -> writes + " writes, have " + acknowledged + "; " + conflicts + " conflicts, " + unavailable
                        + " unavailable, " + unknown + " unknown",
                Duration.ofSeconds(90),
                () -> acknowledged.get() >= writes || violation.get() != null);
    }

    private static void signal(ChildJvm process, String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private ChildJvm publisher() {
        AtomicReference<ChildJvm> found = new AtomicReference<>();
        Await.until("somebody publishes", Duration.ofSeconds(20), () -> {
            try (var connection =
                            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                    var rows = connection
                            .createStatement()
                            .executeQuery(
                                    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                                            + " WHERE l.locktype = 'advisory' AND l.granted AND a.application_name LIKE 'quarterdeck-state-publisher@%'")) {
                while (rows.next()) {
                    long pid = Long.parseLong(rows.getString(1).substring("quarterdeck-state-publisher@".length()));
                    services.stream().filter(s -> s.pid() == pid).findFirst().ifPresent(found::set);
                }
            } catch (java.sql.SQLException e) {
                return false;
            }
            return found.get() != null;
        });
        return found.get();
    }

    /** The old server's processes take a moment to see that their parent is gone. */
    private void restartPostgres() {
        int port = postgres.port();
        Await.until("PostgreSQL starts again", Duration.ofSeconds(40), () -> {
            try {
                postgres = EmbeddedPostgres.start(new EmbeddedPostgres.Settings(
                        directory.resolve("postgres"), TestStores.programs(), port, "secret"));
                return true;
            } catch (RuntimeException e) {
                LOG.info("not yet: {}", e.getMessage());
                return false;
            }
        });
    }
}
