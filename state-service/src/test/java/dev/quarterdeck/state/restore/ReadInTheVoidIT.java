package dev.quarterdeck.state.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.quarterdeck.stream.record.RevisionLeap;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a store that was restored and fenced answers: history from before is there, the lost future is refused, and nothing is silently empty. */
class ReadInTheVoidIT {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final StoredResource NODES = new StoredResource("", "nodes");
    private static final ObjectKey WEB = ObjectKey.ofPath("a/web");

    private final PostgresSettings settings = PostgresFixture.fresh();
    private PostgresFixture fixture = new PostgresFixture(settings);

    @AfterEach
    void close() {
        fixture.close();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private long write(PostgresObjectStore store, long expected) {
        var object = ObjectStoreContract.object("a/web", "v" + expected);
        Mutation mutation = expected == 0
                ? new Mutation.Insert(PODS, WEB, "u", object, Set.of())
                : new Mutation.Replace(PODS, WEB, "u", expected, object, Set.of());
        CommitOutcome outcome = get(store.commit(List.of(mutation)));
        return ((CommitOutcome.Committed) outcome).changes().getFirst().revision();
    }

    /** The services are stopped, as a restore needs it. */
    private RevisionLeap fence() throws SQLException {
        fixture.close();
        RevisionLeap leap = new RestoreFence(settings, InstantSource.system()).raise(0);
        fixture = new PostgresFixture(settings);
        return leap;
    }

    private static void expired(ThrowingCallable read) {
        assertThatThrownBy(read)
                .hasRootCauseInstanceOf(ApiException.class)
                .rootCause()
                .satisfies(e -> {
                    assertThat(((ApiException) e).code()).isEqualTo(410);
                    assertThat(e.getMessage())
                            .startsWith("too old resource version")
                            .contains("restored");
                });
    }

    @Test
    void whatWasSeenInTheLostFutureIsExpiredAndTheRestIsThere() throws SQLException {
        long first = write(fixture.store(), 0);
        long second = write(fixture.store(), first);
        RevisionLeap leap = fence();
        assertThat(leap.restored()).isEqualTo(second);

        PostgresObjectStore store = fixture.store();
        long third = write(store, second);
        assertThat(third).isEqualTo(leap.resumed() + 1);

        for (long lost : new long[] {second + 1, second + 1000, leap.resumed() - 1}) {
            expired(() -> get(fixture.reader.getAt(PODS, WEB, lost)));
            expired(() -> get(fixture.reader.listAt(PODS, "", lost, null, 10)));
            expired(() -> get(fixture.reader.history(PODS, lost, Long.MAX_VALUE, 10)));
            expired(() -> get(fixture.reader.history(NODES, lost, Long.MAX_VALUE, 10)));
        }

        assertThat(get(fixture.reader.getAt(PODS, WEB, first)).orElseThrow().revision())
                .isEqualTo(first);
        for (long same : new long[] {second, leap.resumed()}) {
            assertThat(get(fixture.reader.getAt(PODS, WEB, same)).orElseThrow().revision())
                    .isEqualTo(second);
            assertThat(get(fixture.reader.listAt(PODS, "", same, null, 10)).objects())
                    .extracting(Change::revision)
                    .containsExactly(second);
            assertThat(get(fixture.reader.history(PODS, same, Long.MAX_VALUE, 10)))
                    .extracting(Change::revision)
                    .containsExactly(third);
        }
        assertThat(get(fixture.reader.history(PODS, 0, Long.MAX_VALUE, 10)))
                .extracting(Change::revision)
                .containsExactly(first, second, third);
    }

    @Test
    void noCacheFromBeforeIsTakenForComplete() throws SQLException {
        write(fixture.store(), 0);
        RevisionLeap leap = fence();
        for (StoredResource resource : List.of(PODS, NODES, new StoredResource("example.com", "lost"))) {
            assertThat(get(fixture.reader.progressOf(resource)).newest())
                    .as(resource.toString())
                    .isEqualTo(leap.resumed());
        }
        assertThat(get(fixture.reader.snapshot(PODS)).revision()).isEqualTo(leap.resumed());
    }

    @Test
    void eachRestoreLeavesItsOwnVoid() throws SQLException {
        write(fixture.store(), 0);
        RevisionLeap first = fence();
        long between = write(fixture.store(), first.restored());
        RevisionLeap second = fence();
        assertThat(second.restored()).isEqualTo(between);
        expired(() -> get(fixture.reader.getAt(PODS, WEB, first.resumed() - 1)));
        expired(() -> get(fixture.reader.getAt(PODS, WEB, second.restored() + 1)));
        assertThat(get(fixture.reader.getAt(PODS, WEB, between)).orElseThrow().revision())
                .isEqualTo(between);
    }

    @Test
    void aStoreInUseIsNotFenced() {
        write(fixture.store(), 0);
        assertThatThrownBy(() -> new RestoreFence(settings, InstantSource.system(), Duration.ZERO).raise(0))
                .isInstanceOf(RestoreFence.StoreInUseException.class)
                .hasMessageContaining("stop all services");
    }
}
