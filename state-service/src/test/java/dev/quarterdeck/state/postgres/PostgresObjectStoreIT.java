package dev.quarterdeck.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome.Committed;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.commit.ObjectStoreContract;
import dev.quarterdeck.state.read.StateReader;
import dev.quarterdeck.stream.record.Change;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresObjectStoreIT extends ObjectStoreContract {
    private final PostgresFixture fixture = new PostgresFixture();
    private final PostgresObjectStore store = fixture.store();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected StateReader reader() {
        return fixture.reader;
    }

    @Test
    void replicasAssignRevisionsFromOneCounter() {
        PostgresObjectStore other = fixture.store();
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            writes.add((i % 2 == 0 ? store : other).commit(List.of(insert("a/o" + i, "x".repeat(500)))));
        }
        writes.forEach(w -> assertThat(get(w)).isInstanceOf(Committed.class));
        assertThat(get(fixture.reader.history(PODS, 0, Long.MAX_VALUE, 1000)))
                .extracting(Change::revision)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(400)
                .satisfies(r -> assertThat(r.getLast() - r.getFirst()).isEqualTo(399));
    }

    @Test
    void valuesReadAsJsonInSql() throws SQLException {
        committed(insert("a/x", "ümlaut"));
        assertThat(fixture.number("SELECT count(*) FROM objects_json WHERE object ->> 'data' = 'ümlaut'"))
                .isEqualTo(1);
        assertThat(fixture.number("SELECT count(*) FROM history_json WHERE object #>> '{metadata,name}' = 'x'"))
                .isEqualTo(1);
    }

    @Test
    void nothingIsCompressedTheSlowWay() throws SQLException {
        committed(insert("a/x", "x".repeat(10_000)));
        for (String table : List.of("objects", "history")) {
            assertThat(fixture.number("SELECT count(*) FROM " + table + " WHERE length(value) > 10000"
                            + " AND coalesce(pg_column_compression(value), '') <> 'pglz'"))
                    .as(table)
                    .isEqualTo(1);
        }
    }

    @Test
    void whatFitsIntoAPageIsNotCutUpUnlessItIsCompressed() throws SQLException {
        committed(insert("a/x", "x".repeat(6_000)));
        for (String table : List.of("objects", "history")) {
            String toast = fixture.text("SELECT c.reltoastrelid::regclass::text FROM " + table
                    + " t JOIN pg_class c ON c.oid = t.tableoid WHERE length(value) > 6000");
            assertThat(fixture.number("SELECT count(*) FROM " + toast))
                    .as(table)
                    .isZero();
        }
    }

    /** Visiting them would write each of their pages to the log once more. */
    @Test
    void partitionsThatAreOnlyAppendedToAreNotVacuumedForIt() throws SQLException {
        committed(insert("a/x", "x"));
        for (String table : List.of("history", "brief_history")) {
            assertThat(fixture.number("SELECT count(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                            + " JOIN pg_class t ON t.oid = c.reltoastrelid WHERE i.inhparent = '" + table
                            + "'::regclass"
                            + " AND NOT ('autovacuum_vacuum_insert_threshold=-1' = ANY (coalesce(c.reloptions, '{}'))"
                            + " AND 'autovacuum_vacuum_insert_threshold=-1' = ANY (coalesce(t.reloptions, '{}')))"))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void oneBadWriteDoesNotHarmTheOthersOfItsBatch() {
        List<CompletableFuture<?>> good = new ArrayList<>();
        CompletableFuture<?> bad = null;
        for (int i = 0; i < 50; i++) {
            if (i == 25) {
                bad = store.commit(List.of(new Mutation.Insert(
                        PODS, new ObjectKey("a", "nul\0name"), "u", object("a/nul", ""), Set.of())));
            }
            good.add(store.commit(List.of(insert("a/o" + i, ""))));
        }
        good.forEach(w -> assertThat(get(w)).isInstanceOf(Committed.class));
        assertThat(bad).failsWithin(java.time.Duration.ofSeconds(5));
    }

    @Test
    void historyKeepsWhoMadeEachChange() throws SQLException {
        Author ada = new Author("ada", "kubectl/v1.36.0", "", "update", "");
        Author node = new Author("system:node:n1", "node-agent", "kubelet", "patch", "status");
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            writes.add(store.commit(List.of(insert("a/o" + i, "")), i % 2 == 0 ? ada : node));
        }
        writes.add(store.commit(
                List.of(new Mutation.Insert(LEASES, ObjectKey.ofPath("a/l"), "u", object("a/l", ""), Set.of())), node));
        writes.forEach(w -> assertThat(get(w)).isInstanceOf(Committed.class));
        assertThat(fixture.number(
                        "SELECT count(*) FROM history WHERE changed_by = 'ada' AND user_agent = 'kubectl/v1.36.0'"
                                + " AND field_manager = 'kubectl' AND verb = 'update' AND subresource IS NULL"
                                + " AND right(name, 1) IN ('0', '2', '4', '6', '8')"))
                .isEqualTo(20);
        assertThat(fixture.number("SELECT count(*) FROM history_json WHERE changed_by = 'system:node:n1'"
                        + " AND user_agent = 'node-agent' AND field_manager = 'kubelet' AND subresource = 'status'"))
                .isEqualTo(21);
    }

    @Test
    void timesNeverRunBackwardsAndLeadToTheirRevisions() throws SQLException {
        for (int i = 0; i < 30; i++) {
            if (i == 20) {
                // as if the clock had been ahead by an hour until now
                fixture.sql("UPDATE revision SET changed_at = now() + interval '1 hour' WHERE resource = ''");
            }
            committed(
                    i % 3 == 0
                            ? new Mutation.Insert(LEASES, ObjectKey.ofPath("a/l" + i), "u", object("a/l", ""), Set.of())
                            : insert("a/o" + i, ""));
        }
        String all =
                "(SELECT revision, created_at FROM history UNION ALL SELECT revision, created_at FROM brief_history)";
        assertThat(fixture.number(
                        "SELECT count(*) FROM (SELECT created_at < lag(created_at) OVER (ORDER BY revision) AS back FROM "
                                + all + " c) x WHERE back"))
                .isZero();
        for (String table : List.of("history", "brief_history")) {
            assertThat(fixture.number("SELECT count(*) FROM " + table + " h WHERE last_revision_at('" + table
                            + "', h.created_at) <> (SELECT max(revision) FROM " + table
                            + " l WHERE l.created_at <= h.created_at)"))
                    .isZero();
            assertThat(fixture.number("SELECT count(*) FROM " + table + " h WHERE last_revision_at('" + table
                            + "', h.created_at - interval '1 microsecond') IS DISTINCT FROM (SELECT max(revision) FROM "
                            + table
                            + " l WHERE l.created_at < h.created_at)"))
                    .isZero();
        }
    }

    @Test
    void historyOfLeasesGoesWhereItIsKeptBriefly() throws SQLException {
        committed(new Mutation.Insert(LEASES, ObjectKey.ofPath("a/l"), "u", object("a/l", ""), Set.of()));
        assertThat(fixture.number("SELECT count(*) FROM history")).isZero();
        assertThat(fixture.number("SELECT count(*) FROM brief_history")).isEqualTo(1);
        assertThat(get(fixture.reader.history(LEASES, 0, Long.MAX_VALUE, 10))).hasSize(1);
    }

    @Test
    void partitionsAreMadeOnTheWay() throws SQLException {
        PostgresSettings s = PostgresFixture.fresh();
        PostgresSettings narrow = new PostgresSettings(
                s.url(),
                s.user(),
                s.password(),
                2,
                s.connectTimeout(),
                s.commitTimeout(),
                10,
                5,
                s.briefResources(),
                s.retention(),
                s.retentionSize());
        try (PostgresFixture small = new PostgresFixture(narrow)) {
            PostgresObjectStore one = small.store();
            PostgresObjectStore two = small.store();
            List<CompletableFuture<?>> writes = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                writes.add((i % 2 == 0 ? one : two).commit(List.of(insert("a/o" + i, ""))));
            }
            writes.forEach(w -> assertThat(get(w)).isInstanceOf(Committed.class));
            assertThat(small.number("SELECT count(*) FROM history")).isEqualTo(100);
        }
    }
}
