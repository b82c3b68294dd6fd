package dev.quarterdeck.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStoreContract;
import dev.quarterdeck.testkit.await.Await;
import dev.quarterdeck.testkit.stores.TestStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PostgresGoneIT {
    private static final StoredResource PODS = new StoredResource("", "pods");

    @TempDir
    Path directory;

    private static CompletableFuture<CommitOutcome> insert(PostgresObjectStore store, String name) {
        return store.commit(List.of(new Mutation.Insert(
                PODS, new ObjectKey("a", name), "u", ObjectStoreContract.object("a/" + name, ""), Set.of())));
    }

    private static int code(CompletableFuture<?> answer) {
        try {
            answer.orTimeout(20, TimeUnit.SECONDS).join();
            return 200;
        } catch (CompletionException e) {
            return ((ApiException) e.getCause()).code();
        }
    }

    @Test
    void everythingAnswers503AtOnceAndRecoversByItself() {
        EmbeddedPostgres server = TestStores.startPostgres(directory);
        PostgresFixture fixture =
                new PostgresFixture(PostgresSettings.at(server.jdbcUrl(), server.user(), server.password()));
        try {
            PostgresObjectStore store = fixture.store();
            assertThat(code(insert(store, "before"))).isEqualTo(200);
            server.close();
            for (int i = 0; i < 4; i++) {
                assertThat(code(insert(store, "gone" + i))).isEqualTo(503);
                assertThat(code(store.get(PODS, new ObjectKey("a", "before")))).isEqualTo(503);
                assertThat(code(fixture.reader.progressOf(PODS))).isEqualTo(503);
            }
            Await.until("writes are refused without asking", Duration.ofSeconds(5), () -> insert(store, "refused")
                    .isCompletedExceptionally());
            // by itself it would pause longer each time, and come back seconds after the server
            Await.until("the pool waits for the server", Duration.ofSeconds(5), PostgresGoneIT::thePoolWaits);
            // for longer than any pause of a breaker: no write and no read is made to find out
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            while (System.nanoTime() < end) {
                assertThat(insert(store, "again")).isCompletedExceptionally();
                long start = System.nanoTime();
                assertThat(code(fixture.reader.progressOf(PODS))).isEqualTo(503);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(900));
            }
            server = EmbeddedPostgres.start(
                    new EmbeddedPostgres.Settings(directory, TestStores.programs(), server.port(), "secret"));
            Await.until("writes work again", Duration.ofSeconds(20), () -> code(insert(store, "after")) != 503);
            Await.until(
                    "reads work again",
                    Duration.ofSeconds(20),
                    () -> code(store.get(PODS, new ObjectKey("a", "before"))) == 200);
            assertThat(store.get(PODS, new ObjectKey("a", "after")).join()).isPresent();
        } finally {
            fixture.close();
            server.close();
        }
    }

    private static boolean thePoolWaits() {
        return Thread.getAllStackTraces().values().stream().anyMatch(stack -> Arrays.stream(stack)
                .anyMatch(f -> f.getClassName().equals(ServerGate.class.getName())));
    }

    @Test
    void aSessionThatEndedWhileItWasIdleIsReplaced() throws Exception {
        try (PostgresFixture fixture = new PostgresFixture()) {
            PostgresObjectStore store = fixture.store();
            for (int i = 0; i < 10; i++) {
                assertThat(code(insert(store, "o" + i))).isEqualTo(200);
                fixture.sql(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'quarterdeck-state-commits'");
            }
            assertThat(fixture.number("SELECT count(*) FROM history")).isEqualTo(10);
        }
    }

    /** As behind a broken switch: connections stay, and nothing comes back. */
    @Test
    void whoWaitsForASilentServerIsToldSoonAndNotAfterTheWholeTimeout() throws Exception {
        EmbeddedPostgres server = TestStores.startPostgres(directory);
        PostgresFixture fixture =
                new PostgresFixture(PostgresSettings.at(server.jdbcUrl(), server.user(), server.password()));
        try {
            PostgresObjectStore store = fixture.store();
            assertThat(code(insert(store, "before"))).isEqualTo(200);
            signal(server, "STOP");
            long start = System.nanoTime();
            CompletableFuture<CommitOutcome> write = insert(store, "waits");
            CompletableFuture<?> read = fixture.reader.progressOf(PODS);
            assertThat(code(read)).isEqualTo(503);
            Await.until("writes are refused at once", Duration.ofSeconds(9), () -> insert(store, "refused")
                    .isCompletedExceptionally());
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("the time limit of a commit is ten seconds")
                    .isLessThan(Duration.ofSeconds(8));
            signal(server, "CONT");
            // it was tried again on a new session, and may have found the server awake
            assertThat(code(write)).isIn(200, 503, 504);
            Await.until("writes work again", Duration.ofSeconds(20), () -> code(insert(store, "after")) != 503);
        } finally {
            signal(server, "CONT");
            fixture.close();
            server.close();
        }
    }

    private static void signal(EmbeddedPostgres server, String signal) throws Exception {
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
        java.util.stream.Stream.concat(java.util.stream.Stream.of(process), process.descendants())
                .forEach(p -> {
                    try {
                        new ProcessBuilder("kill", "-" + signal, Long.toString(p.pid()))
                                .start()
                                .waitFor();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }
}
