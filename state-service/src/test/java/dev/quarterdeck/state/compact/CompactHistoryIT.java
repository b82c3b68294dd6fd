package dev.quarterdeck.state.compact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStoreContract;
import dev.quarterdeck.state.postgres.PostgresFixture;
import dev.quarterdeck.state.postgres.PostgresObjectStore;
import dev.quarterdeck.state.postgres.PostgresSettings;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.testkit.await.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class CompactHistoryIT {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final StoredResource LEASES = new StoredResource("coordination.k8s.io", "leases");

    private final PostgresFixture fixture = new PostgresFixture(narrow(PostgresFixture.fresh()));
    private final PostgresObjectStore store = fixture.store();
    private final TreeMap<Long, Map<String, Long>> states = new TreeMap<>();
    private final Map<String, Long> state = new HashMap<>();

    private static PostgresSettings narrow(PostgresSettings s) {
        return narrow(s, s.retentionSize());
    }

    private static PostgresSettings narrow(PostgresSettings s, DataSize size) {
        return new PostgresSettings(
                s.url(),
                s.user(),
                s.password(),
                4,
                s.connectTimeout(),
                s.commitTimeout(),
                50,
                20,
                s.briefResources(),
                Duration.ofDays(7),
                size);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private void change(Random random, StoredResource resource) {
        String path = "ns" + random.nextInt(2) + "/o" + random.nextInt(12);
        Long revision = state.get(path);
        ObjectKey key = ObjectKey.ofPath(path);
        var object = ObjectStoreContract.object(path, "");
        Mutation mutation = revision == null
                ? new Mutation.Insert(resource, key, "u", object, Set.of())
                : random.nextInt(4) == 0
                        ? new Mutation.Remove(resource, key, "u", revision, object)
                        : new Mutation.Replace(resource, key, "u", revision, object, Set.of());
        CommitOutcome outcome = get(store.commit(List.of(mutation)));
        long at = ((CommitOutcome.Committed) outcome).changes().getFirst().revision();
        if (mutation instanceof Mutation.Remove) {
            state.remove(path);
        } else {
            state.put(path, at);
        }
        states.put(at, Map.copyOf(state));
    }

    private Map<String, Long> listAt(StoredResource resource, long revision) {
        Map<String, Long> found = new HashMap<>();
        ObjectKey after = null;
        while (true) {
            var page = get(fixture.reader.listAt(resource, "", revision, after, 5));
            for (Change object : page.objects()) {
                found.put(object.key().path(), object.revision());
                after = object.key();
            }
            if (!page.more()) {
                return found;
            }
        }
    }

    private static void assertExpired(ThrowingCallable call) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(call))
                .hasCauseInstanceOf(ApiException.class)
                .cause()
                .satisfies(e -> assertThat(((ApiException) e).code()).isEqualTo(410));
    }

    private long compacted() throws java.sql.SQLException {
        return fixture.number("SELECT compacted FROM compaction WHERE history = 'history'");
    }

    @Test
    void everyStateFromTheCompactedRevisionOnCanBeTold() throws Exception {
        Random random = new Random(3);
        for (int i = 0; i < 330; i++) {
            change(random, PODS);
        }
        long last = states.lastKey();
        HistoryCompactor early = new HistoryCompactor(fixture.connections, fixture.partitions, InstantSource.system());
        fixture.sql("UPDATE publication SET published = " + last);
        early.runOnce();
        assertThat(compacted()).isZero();
        HistoryCompactor late = new HistoryCompactor(
                fixture.connections, fixture.partitions, Clock.offset(Clock.systemUTC(), Duration.ofDays(8)));
        fixture.sql("UPDATE publication SET published = 120");
        late.runOnce();
        assertThat(compacted()).as("only what was published").isEqualTo(99);
        fixture.sql("UPDATE publication SET published = " + last);
        late.runOnce();
        long compacted = compacted();
        assertThat(compacted).isEqualTo(299);
        for (Map.Entry<Long, Map<String, Long>> at :
                states.tailMap(compacted, true).entrySet()) {
            assertThat(listAt(PODS, at.getKey())).as("at " + at.getKey()).isEqualTo(at.getValue());
            for (int o = 0; o < 12; o++) {
                String path = "ns1/o" + o;
                Long expected = at.getValue().get(path);
                assertThat(get(fixture.reader.getAt(PODS, ObjectKey.ofPath(path), at.getKey()))
                                .map(Change::revision)
                                .orElse(null))
                        .isEqualTo(expected);
            }
        }
        assertExpired(() -> get(fixture.reader.listAt(PODS, "", compacted - 1, null, 5)));
        assertExpired(() -> get(fixture.reader.history(PODS, compacted - 1, last, 5)));
        assertThat(get(fixture.reader.history(PODS, compacted, last, 1000)))
                .extracting(Change::revision)
                .containsExactlyElementsOf(states.tailMap(compacted, false).keySet());
        // goes on after compaction
        change(random, PODS);
        assertThat(listAt(PODS, states.lastKey())).isEqualTo(state);
    }

    /** A resource's watch goes on at revisions of the store: those that leases made since its newest change are none too old for it. */
    @Test
    void nothingIsTooOldThatHasLostNothing() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 20; i++) {
            change(random, PODS);
        }
        long newestPod = states.lastKey();
        Map<String, Long> pods = Map.copyOf(state);
        state.clear();
        for (int i = 0; i < 200; i++) {
            change(random, LEASES);
        }
        long last = states.lastKey();
        fixture.sql("UPDATE publication SET published = " + last);
        new HistoryCompactor(
                        fixture.connections, fixture.partitions, Clock.offset(Clock.systemUTC(), Duration.ofDays(8)))
                .runOnce();
        assertThat(fixture.number("SELECT count(*) FROM history")).isZero();
        for (long after = newestPod; after <= last; after++) {
            assertThat(get(fixture.reader.history(PODS, after, last, 5))).isEmpty();
            assertThat(listAt(PODS, after)).isEqualTo(pods);
        }
        assertExpired(() -> get(fixture.reader.history(PODS, newestPod - 1, last, 5)));
        assertExpired(() -> get(fixture.reader.history(LEASES, newestPod, last, 5)));
        assertThat(get(fixture.reader.revisionAt(Instant.now()))).isEqualTo(last);
        Instant compactedAt = Instant.ofEpochMilli(
                fixture.number(
                        "SELECT ceil(extract(epoch FROM compacted_at) * 1000)::bigint FROM compaction WHERE history = 'history'"));
        assertThat(listAt(PODS, get(fixture.reader.revisionAt(compactedAt)))).isEqualTo(pods);
        assertExpired(() -> get(fixture.reader.revisionAt(compactedAt.minusSeconds(60))));
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> get(fixture.reader.revisionAt(Instant.now().plusSeconds(60)))))
                .cause()
                .satisfies(e -> assertThat(((ApiException) e).code()).isEqualTo(400));
        String known = pods.keySet().iterator().next();
        assertThat(get(fixture.reader.objectHistory(PODS, ObjectKey.ofPath(known), Long.MAX_VALUE, 5))
                        .revisions())
                .singleElement()
                .satisfies(base -> {
                    assertThat(base.time()).isNull();
                    assertThat(base.change().revision()).isEqualTo(pods.get(known));
                });
    }

    @Test
    void whatIsTooLargeGoesBeforeItsTimeTheOldestFirst() throws Exception {
        Random random = new Random(6);
        for (int i = 0; i < 330; i++) {
            change(random, PODS);
        }
        fixture.sql("UPDATE publication SET published = " + states.lastKey());
        long all = fixture.number(
                "SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'history'::regclass");
        try (PostgresFixture small = new PostgresFixture(narrow(fixture.settings, DataSize.ofBytes(all / 2)))) {
            assertThat(new HistoryCompactor(small.connections, small.partitions, InstantSource.system()).runOnce())
                    .isPositive();
        }
        assertThat(
                        fixture.number(
                                "SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'history'::regclass"))
                .isLessThanOrEqualTo(all / 2);
        long compacted = compacted();
        assertThat(compacted).isBetween(49L, 300L);
        states.tailMap(compacted, true)
                .forEach((at, then) -> assertThat(listAt(PODS, at)).isEqualTo(then));
    }

    /** The snapshot of the list is older than the end of the partition, its look at the partition comes later. */
    @Test
    void whatGoesWhileAListIsUnderWayIsNotMissedInIt() throws Exception {
        Random random = new Random(8);
        for (int i = 0; i < 130; i++) {
            change(random, PODS);
        }
        fixture.sql("UPDATE publication SET published = " + states.lastKey());
        HistoryCompactor compactor = new HistoryCompactor(
                fixture.connections, fixture.partitions, Clock.offset(Clock.systemUTC(), Duration.ofDays(8)));
        long at = 40;
        CompletableFuture<StateClient.Page> listing;
        CompletableFuture<?> compacting;
        try (Connection other = fixture.connections.openForWaiting("quarterdeck-test");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE leaps IN ACCESS EXCLUSIVE MODE");
            listing = fixture.reader.listAt(PODS, "", at, null, 100);
            Await.until(
                    "the list waits", Duration.ofSeconds(20), () -> somebodyWaitsFor("relation = 'leaps'::regclass"));
            compacting = CompletableFuture.runAsync(() -> quietly(compactor), PostgresFixture.VIRTUAL);
            Await.until(
                    "the partition is gone, or its end waits for the list",
                    Duration.ofSeconds(20),
                    () -> compacting.isDone() || somebodyWaitsFor("locktype = 'virtualxid'"));
            other.rollback();
        }
        Map<String, Long> listed = new HashMap<>();
        get(listing).objects().forEach(o -> listed.put(o.key().path(), o.revision()));
        assertThat(listed).isEqualTo(states.get(at));
        get(compacting);
        compactor.runOnce();
        assertThat(compacted()).isEqualTo(99);
        assertExpired(() -> get(fixture.reader.listAt(PODS, "", at, null, 5)));
    }

    private boolean somebodyWaitsFor(String lock) {
        try {
            return fixture.number("SELECT count(*) FROM pg_locks WHERE NOT granted AND " + lock) > 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A list that keeps it waiting for too long is no failure: the next run goes on. */
    private static void quietly(HistoryCompactor compactor) {
        try {
            compactor.runOnce();
        } catch (SQLException e) {
            assertThat(e.getMessage()).contains("lock timeout");
        }
    }

    /** As a watch reads: batch after batch, from every revision, over every border between partitions. */
    @Test
    void historyReadInBatchesLacksNothingAndRepeatsNothing() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 130; i++) {
            if (i % 5 == 0) {
                get(store.commit(List.of(new Mutation.Insert(
                        new StoredResource("", "configmaps"),
                        ObjectKey.ofPath("ns/c" + i),
                        "u",
                        ObjectStoreContract.object("ns/c" + i, ""),
                        Set.of()))));
            } else {
                change(random, PODS);
            }
        }
        long last = fixture.number("SELECT current FROM revision WHERE resource = ''");
        List<Long> all = get(fixture.reader.history(PODS, 0, last, 1000)).stream()
                .map(Change::revision)
                .toList();
        for (long from = 0; from <= last; from += 9) {
            List<Long> read = new java.util.ArrayList<>();
            long after = from;
            List<Change> batch = get(fixture.reader.history(PODS, after, last, 7));
            while (!batch.isEmpty()) {
                batch.forEach(change -> read.add(change.revision()));
                after = batch.getLast().revision();
                batch = get(fixture.reader.history(PODS, after, last, 7));
            }
            long start = from;
            assertThat(read).isEqualTo(all.stream().filter(r -> r > start).toList());
        }
    }

    @Test
    void leasesKeepTheirLatestRevisionsOnly() throws Exception {
        Random random = new Random(4);
        for (int i = 0; i < 200; i++) {
            change(random, LEASES);
        }
        fixture.sql("UPDATE publication SET published = 1000");
        HistoryCompactor compactor =
                new HistoryCompactor(fixture.connections, fixture.partitions, InstantSource.system());
        assertThat(compactor.runOnce()).isPositive();
        assertThat(fixture.number("SELECT count(*) FROM brief_history")).isBetween(40L, 80L);
        for (Map.Entry<Long, Map<String, Long>> at :
                states.tailMap(states.lastKey() - 40, true).entrySet()) {
            assertThat(listAt(LEASES, at.getKey())).isEqualTo(at.getValue());
        }
    }
}
