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
import dev.quarterdeck.stream.record.Change;
import java.time.Clock;
import java.time.Duration;
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

class CompactHistoryIT {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final StoredResource LEASES = new StoredResource("coordination.k8s.io", "leases");

    private final PostgresFixture fixture = new PostgresFixture(narrow(PostgresFixture.fresh()));
    private final PostgresObjectStore store = fixture.store();
    private final TreeMap<Long, Map<String, Long>> states = new TreeMap<>();
    private final Map<String, Long> state = new HashMap<>();

    private static PostgresSettings narrow(PostgresSettings s) {
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
                Duration.ofDays(7));
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
