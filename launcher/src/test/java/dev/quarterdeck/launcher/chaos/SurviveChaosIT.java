package dev.quarterdeck.launcher.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.launcher.chaos.ApiClient.Answer;
import dev.quarterdeck.testkit.await.Await;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients of two gateways and two state-services are promised, held while everything below them is killed: nothing acknowledged is lost, watches show every
 * change once and in order, reads are never old, no update is lost; without PostgreSQL writes fail at once, without Kafka they go on.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class SurviveChaosIT {
    private static final Logger LOG = LoggerFactory.getLogger(SurviveChaosIT.class);
    private static final int WRITES = 20_000;
    private static final int WRITERS = 32;
    private static final int CONNECTIONS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String ALL_NAMESPACES = "/api/v1/configmaps";

    private static ChaosCluster cluster;
    private static List<ApiClient> gateways = List.of();

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void up() throws Exception {
        cluster = ChaosCluster.start();
        gateways = cluster.clients();
        Await.until("the namespace is there", LIMIT, () -> {
            Answer answer = gateways.getFirst()
                    .post(
                            "/api/v1/namespaces",
                            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\""
                                    + MixedWriter.NAMESPACE + "\"}}");
            return answer.isSuccess() || answer.code() == 409;
        });
    }

    @AfterAll
    static void down() throws IOException {
        gateways.forEach(ApiClient::close);
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void closeClients() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    /** Starts after what is there now. Every gateway has one for the namespace, one with bookmarks, and one for all namespaces. */
    private List<ResumingWatch> watchEverywhere() {
        long start =
                MixedWriter.revision(gateways.getFirst().get(MixedWriter.PATH).json());
        List<ResumingWatch> watches = new ArrayList<>();
        for (int i = 0; i < gateways.size(); i++) {
            watches.add(new ResumingWatch(clientsFrom(i), MixedWriter.PATH, false, start));
            watches.add(new ResumingWatch(clientsFrom(i), MixedWriter.PATH, true, start));
            watches.add(new ResumingWatch(clientsFrom(i), ALL_NAMESPACES, false, start));
        }
        open.addAll(watches);
        Await.until("all watches are open", LIMIT, () -> watches.stream().allMatch(w -> w.connections() > 0));
        return watches;
    }

    private static List<ApiClient> clientsFrom(int first) {
        List<ApiClient> clients = new ArrayList<>(cluster.clients());
        Collections.rotate(clients, -first);
        return clients;
    }

    @Test
    @Order(1)
    void killsLoseRepeatAndReorderNothing() throws Exception {
        List<ResumingWatch> watches = watchEverywhere();
        WriteLedger ledger = new WriteLedger();
        AtomicReference<Throwable> violation = new AtomicReference<>();
        long began = System.nanoTime();
        CountDownLatch done = startWriters(ledger, violation);

        at(WRITES / 5, ledger, violation);
        String publisher = cluster.publisher();
        LOG.info("kill -9 of {}, which publishes: {}", publisher, ledger);
        cluster.kill(publisher);
        cluster.startAgain(publisher);
        cluster.awaitHealthy(publisher);

        at(WRITES * 2 / 5, ledger, violation);
        LOG.info("kill -9 of gateway-2: {}", ledger);
        cluster.kill("gateway-2");
        cluster.startAgain("gateway-2");
        cluster.awaitHealthy("gateway-2");

        at(WRITES * 3 / 5, ledger, violation);
        LOG.info("kill -9 of the broker: {}", ledger);
        cluster.killBroker();
        cluster.startBroker();

        Await.until(() -> "all writers end: " + ledger, LIMIT, () -> done.getCount() == 0);
        LOG.info("{} ms: {}", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), ledger);
        assertThat(violation.get()).isNull();

        List<HistoryEntry> history = history();
        LedgerCheck check = new LedgerCheck(history, ledger);
        check.writesAreExplained();
        check.deletesAreExplained();
        Map<String, HistoryEntry> end = check.replay();
        check.countersCountEverything(end);
        check.readsAreExplained();
        check.listsAreExplained();
        assertThat(ledger.acknowledged.get()).isGreaterThanOrEqualTo(WRITES);
        assertThat(ledger.staleRefused.get()).isPositive();
        assertThat(ledger.conflicts.get()).isPositive();
        for (ApiClient gateway : gateways) {
            assertThat(listed(gateway)).isEqualTo(revisions(end));
        }
        allHaveSeen(watches, history);
        assertThat(watches)
                .as("watches of the killed gateway went on elsewhere")
                .anyMatch(w -> w.connections() > 1);
        LOG.info("{} changes seen by {} watches", history.size(), watches.size());
    }

    private CountDownLatch startWriters(WriteLedger ledger, AtomicReference<Throwable> violation) {
        List<List<ApiClient>> connections =
                IntStream.range(0, CONNECTIONS).mapToObj(i -> cluster.clients()).toList();
        connections.forEach(open::addAll);
        CountDownLatch done = new CountDownLatch(WRITERS);
        for (int w = 0; w < WRITERS; w++) {
            MixedWriter writer = new MixedWriter(w, connections.get(w % CONNECTIONS), ledger);
            Thread.startVirtualThread(() -> {
                try {
                    while (ledger.acknowledged.get() < WRITES && violation.get() == null) {
                        writer.step();
                    }
                } catch (Throwable e) {
                    violation.compareAndSet(null, e);
                } finally {
                    done.countDown();
                }
            });
        }
        return done;
    }

    private static void at(int writes, WriteLedger ledger, AtomicReference<Throwable> violation) {
        Await.until(
                () -> writes + " writes: " + ledger,
                LIMIT,
                () -> ledger.acknowledged.get() >= writes || violation.get() != null);
    }

    private static List<HistoryEntry> history() throws SQLException {
        try (Connection connection = cluster.database()) {
            return HistoryEntry.readAll(connection);
        }
    }

    private static Map<String, Long> revisions(Map<String, HistoryEntry> state) {
        Map<String, Long> revisions = new HashMap<>();
        state.forEach((name, entry) -> revisions.put(name, entry.revision()));
        return revisions;
    }

    private static Map<String, Long> listed(ApiClient gateway) {
        AtomicReference<Answer> answer = new AtomicReference<>();
        Await.until(() -> "a list: " + answer, LIMIT, () -> {
            answer.set(gateway.get(MixedWriter.PATH));
            return answer.get().isSuccess();
        });
        Map<String, Long> objects = new HashMap<>();
        answer.get()
                .json()
                .path("items")
                .forEach(item -> objects.put(item.at("/metadata/name").asString(), MixedWriter.revision(item)));
        return objects;
    }

    /** The history from the first change that they may have seen. */
    private static void allHaveSeen(List<ResumingWatch> watches, List<HistoryEntry> history) {
        long last = history.getLast().revision();
        for (ResumingWatch watch : watches) {
            Await.until(
                    () -> "a watch reaches " + last + ", is at " + watch.position(),
                    LIMIT,
                    () -> watch.hasReached(last));
            List<HistoryEntry> seen = watch.seen();
            assertThat(seen.stream().map(HistoryEntry::revision))
                    .as("a watch shows every change once and in order")
                    .isEqualTo(history.stream().map(HistoryEntry::revision).toList());
            assertThat(seen).as("a watch shows what was").isEqualTo(history);
        }
    }

    @Test
    @Order(2)
    void withoutPostgresWritesFailAtOnceAndWatchesStayOpen() throws Exception {
        List<ResumingWatch> watches = watchEverywhere();
        long start = watches.getFirst().position();
        List<Integer> connections =
                watches.stream().map(ResumingWatch::connections).toList();
        cluster.killPostgres();
        // until the breakers are open, writes wait for a connection; later, of those that come together, each breaker
        // lets one try
        Await.until("most writes are refused at once", LIMIT, () -> medianMillisOfRefusals() < 1000);
        for (ApiClient gateway : gateways) {
            Answer cached = gateway.get(MixedWriter.PATH + "?resourceVersion=0");
            assertThat(cached.code()).as("a read from the cache").isEqualTo(200);
        }

        cluster.restartPostgres();
        for (int i = 0; i < gateways.size(); i++) {
            ApiClient gateway = gateways.get(i);
            String name = "after-" + i;
            Await.until("writes are taken again", LIMIT, () -> {
                int code = create(gateway, name).code();
                return code == 201 || code == 409;
            });
        }
        List<HistoryEntry> history =
                history().stream().filter(e -> e.revision() > start).toList();
        assertThat(history.stream().map(HistoryEntry::name))
                .contains("after-0", "after-1")
                .noneMatch(name -> name.startsWith("never"));
        allHaveSeen(watches, history);
        assertThat(watches.stream().map(ResumingWatch::connections))
                .as("no watch was cut off")
                .isEqualTo(connections);
    }

    /** How long writes that come together wait for their refusal. */
    private static long medianMillisOfRefusals() {
        List<CompletableFuture<Answer>> refusals = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ApiClient gateway = gateways.get(i % gateways.size());
            String name = "never-" + i;
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            refusals.add(answer);
            Thread.startVirtualThread(() -> answer.complete(create(gateway, name)));
        }
        List<Long> millis = new ArrayList<>();
        for (CompletableFuture<Answer> refusal : refusals) {
            Answer answer = refusal.orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(answer.code()).as("%s", answer).isEqualTo(503);
            assertThat(answer.retryAfter()).as("Retry-After of %s", answer).matches("[1-9][0-9]*");
            millis.add(TimeUnit.NANOSECONDS.toMillis(answer.nanos()));
        }
        LOG.info("without PostgreSQL writes are refused after {} ms", millis);
        millis.sort(null);
        return millis.get(millis.size() / 2);
    }

    @Test
    @Order(3)
    void withoutKafkaWritesGoOnAndWatchesCatchUp() throws Exception {
        List<ResumingWatch> watches = watchEverywhere();
        long start = watches.getFirst().position();
        List<Integer> connections =
                watches.stream().map(ResumingWatch::connections).toList();
        cluster.killBroker();
        for (int i = 0; i < 100; i++) {
            String name = "quiet-" + i;
            Answer answer = create(gateways.get(i % gateways.size()), name);
            assertThat(answer.code()).as("%s", answer).isEqualTo(201);
            Answer read = gateways.get((i + 1) % gateways.size()).get(MixedWriter.PATH + "/" + name);
            assertThat(read.code())
                    .as("a read after it, through the other gateway: %s", read)
                    .isEqualTo(200);
        }
        cluster.startBroker();
        List<HistoryEntry> history =
                history().stream().filter(e -> e.revision() > start).toList();
        assertThat(history).hasSize(100);
        allHaveSeen(watches, history);
        assertThat(watches.stream().map(ResumingWatch::connections))
                .as("no watch was cut off")
                .isEqualTo(connections);
    }

    private static Answer create(ApiClient gateway, String name) {
        return gateway.post(MixedWriter.PATH, MixedWriter.body(name, 0, 1, name));
    }
}
