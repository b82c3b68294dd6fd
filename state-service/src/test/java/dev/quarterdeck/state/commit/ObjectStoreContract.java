package dev.quarterdeck.state.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.CommitOutcome.ClaimTaken;
import dev.quarterdeck.state.commit.CommitOutcome.Committed;
import dev.quarterdeck.state.commit.CommitOutcome.Conflict;
import dev.quarterdeck.state.commit.Mutation.Claim;
import dev.quarterdeck.state.read.StateReader;
import dev.quarterdeck.stateclient.ObjectRevision;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What every object store must do. The store of each test is empty. */
public abstract class ObjectStoreContract {
    protected static final StoredResource PODS = new StoredResource("", "pods");
    protected static final StoredResource LEASES = new StoredResource("coordination.k8s.io", "leases");

    protected abstract ObjectStore store();

    protected abstract StateReader reader();

    public static EncodedObject object(String path, String data) {
        ObjectNode object = Json.object();
        object.put("kind", "Pod").put("apiVersion", "v1");
        ObjectKey key = ObjectKey.ofPath(path);
        Metadata.of(object).set("name", key.name()).set("namespace", key.namespace());
        object.put("data", data);
        return EncodedObject.of(object);
    }

    protected static Mutation insert(String path, String data, Claim... claims) {
        return new Mutation.Insert(PODS, ObjectKey.ofPath(path), "uid-" + path, object(path, data), Set.of(claims));
    }

    protected static Mutation replace(String path, long expected, String data, Claim... claims) {
        return new Mutation.Replace(
                PODS, ObjectKey.ofPath(path), "uid-" + path, expected, object(path, data), Set.of(claims));
    }

    protected static Mutation remove(String path, long expected) {
        return new Mutation.Remove(PODS, ObjectKey.ofPath(path), "uid-" + path, expected, object(path, "gone"));
    }

    protected static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    protected CommitOutcome commit(Mutation... together) {
        return get(store().commit(List.of(together)));
    }

    protected long committed(Mutation... together) {
        CommitOutcome outcome = commit(together);
        assertThat(outcome).isInstanceOf(Committed.class);
        return ((Committed) outcome).changes().getLast().revision();
    }

    protected static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private static Mutation count(String path, int most) {
        return new Mutation.Amend(PODS, ObjectKey.ofPath(path), "uid-" + path, now -> {
            int next = now.path("count").asInt(0) + 1;
            return next > most ? null : now.deepCopy().put("count", next);
        });
    }

    private int counted(String path) {
        return Json.read(get(store().get(PODS, ObjectKey.ofPath(path)))
                        .orElseThrow()
                        .json())
                .path("count")
                .asInt(0);
    }

    @Test
    void amendmentsOfManyWritersAllCountAndNoneBeginsAgain() {
        committed(insert("a/counter", ""));
        List<CompletableFuture<CommitOutcome>> writes = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            writes.add(store().commit(List.of(insert("a/o" + i, ""), count("a/counter", 40))));
        }
        List<CommitOutcome> outcomes =
                writes.stream().map(ObjectStoreContract::get).toList();
        assertThat(outcomes.stream().filter(Committed.class::isInstance)).hasSize(40);
        assertThat(outcomes.stream().filter(Conflict.class::isInstance)).hasSize(20);
        assertThat(outcomes.stream().filter(Committed.class::isInstance).map(Committed.class::cast))
                .allSatisfy(c -> assertThat(c.changes()).hasSize(1));
        assertThat(counted("a/counter")).isEqualTo(40);
        assertThat(get(store().list(PODS, "a", null, 100))).hasSize(41);
    }

    @Test
    void anAmendedObjectHasANewRevisionForThoseWhoLookAtIt() {
        long before = committed(insert("a/counter", ""));
        committed(insert("a/o", ""), count("a/counter", 9));
        assertThat(commit(replace("a/counter", before, "mine"))).isInstanceOf(Conflict.class);
        assertThat(commit(new Mutation.Require(PODS, ObjectKey.ofPath("a/counter"), "uid-a/counter", before)))
                .isInstanceOf(Conflict.class);
        assertThat(get(reader().history(PODS, 0, Long.MAX_VALUE, 100)))
                .extracting(c -> c.key().name())
                .containsExactly("counter", "o", "counter");
        assertThat(commit(count("a/gone", 9))).isInstanceOf(Committed.class);
        assertThat(commit(new Mutation.Amend(PODS, ObjectKey.ofPath("a/counter"), "another", now -> now)))
                .isInstanceOf(Conflict.class);
    }

    @Test
    void insertsReplacesAndRemoves() {
        long one = committed(insert("a/x", "one"));
        assertThat(commit(insert("a/x", "again"))).isInstanceOfSatisfying(Conflict.class, c -> {
            assertThat(c.current().revision()).isEqualTo(one);
            assertThat(text(c.current().json())).contains("\"resourceVersion\":\"" + one + "\"", "\"data\":\"one\"");
        });
        long two = committed(replace("a/x", one, "two"));
        assertThat(two).isEqualTo(one + 1);
        assertThat(commit(replace("a/x", one, "lost update")))
                .isInstanceOfSatisfying(
                        Conflict.class, c -> assertThat(c.current().revision()).isEqualTo(two));
        CurrentObject current = get(store().get(PODS, ObjectKey.ofPath("a/x"))).orElseThrow();
        assertThat(current.revision()).isEqualTo(two);
        assertThat(current.uid()).isEqualTo("uid-a/x");
        assertThat(text(current.json()))
                .isEqualTo("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"" + two
                        + "\",\"name\":\"x\",\"namespace\":\"a\"},\"data\":\"two\"}");
        assertThat(commit(remove("a/x", one))).isInstanceOf(Conflict.class);
        long three = committed(remove("a/x", two));
        assertThat(get(store().get(PODS, ObjectKey.ofPath("a/x")))).isEmpty();
        assertThat(commit(replace("a/x", three, "too late")))
                .isInstanceOfSatisfying(
                        Conflict.class, c -> assertThat(c.current()).isNull());
        assertThat(committed(insert("a/x", "new"))).isEqualTo(three + 1);
        assertThat(get(reader().history(PODS, 0, Long.MAX_VALUE, 100)))
                .extracting(Change::type)
                .containsExactly(ChangeType.ADDED, ChangeType.MODIFIED, ChangeType.DELETED, ChangeType.ADDED);
    }

    @Test
    void mutationsHandedInTogetherAreAppliedTogetherOrNotAtAll() {
        long before = get(reader().progressOf(PODS)).revision();
        assertThat(commit(insert("a/one", ""), insert("a/two", ""), replace("a/absent", 1, "")))
                .isInstanceOfSatisfying(
                        Conflict.class, c -> assertThat(c.mutation()).isInstanceOf(Mutation.Replace.class));
        assertThat(get(store().get(PODS, ObjectKey.ofPath("a/one")))).isEmpty();
        assertThat(get(reader().progressOf(PODS)).revision()).isEqualTo(before);
        assertThat(committed(insert("a/one", ""), insert("a/two", ""))).isEqualTo(before + 2);
    }

    @Test
    void anObjectCanChangeMoreThanOnceInAGroup() {
        long before = get(reader().progressOf(PODS)).revision();
        committed(insert("a/x", "1"), replace("a/x", before + 1, "2"), remove("a/x", before + 2), insert("a/x", "3"));
        assertThat(text(get(store().get(PODS, ObjectKey.ofPath("a/x")))
                        .orElseThrow()
                        .json()))
                .contains("\"3\"");
        assertThat(get(reader().history(PODS, before, Long.MAX_VALUE, 100))).hasSize(4);
    }

    @Test
    void requiresAnotherObject() {
        assertThat(commit(new Mutation.Require(PODS, ObjectKey.ofPath("a/ns"), "uid-a/ns"), insert("a/x", "")))
                .isInstanceOf(Conflict.class);
        long made = committed(insert("a/ns", ""));
        assertThat(commit(new Mutation.Require(PODS, ObjectKey.ofPath("a/ns"), "another"), insert("a/x", "")))
                .isInstanceOfSatisfying(
                        Conflict.class, c -> assertThat(c.current().uid()).isEqualTo("uid-a/ns"));
        CommitOutcome outcome =
                commit(new Mutation.Require(PODS, ObjectKey.ofPath("a/ns"), "uid-a/ns"), insert("a/x", ""));
        assertThat(outcome).isInstanceOfSatisfying(Committed.class, c -> assertThat(c.changes())
                .hasSize(1));
        assertThat(commit(new Mutation.Require(PODS, ObjectKey.ofPath("a/ns"), "uid-a/ns")))
                .isEqualTo(new Committed(List.of()));
        assertThat(commit(new Mutation.Require(PODS, ObjectKey.ofPath("a/ns"), "uid-a/ns", made)))
                .isInstanceOf(Committed.class);
        assertThat(commit(new Mutation.Require(PODS, ObjectKey.ofPath("a/ns"), "uid-a/ns", made + 1)))
                .isInstanceOf(Conflict.class);
    }

    @Test
    void aClaimHasOneHolder() {
        Claim ip = new Claim("cluster-ip", "10.0.0.7");
        Claim port = new Claim("node-port", "TCP/30001");
        long x = committed(insert("a/x", "", ip));
        assertThat(commit(insert("a/y", "", port, ip))).isEqualTo(new ClaimTaken(ip));
        assertThat(get(store().get(PODS, ObjectKey.ofPath("a/y")))).isEmpty();
        assertThat(get(store().claimed("cluster-ip", List.of("10.0.0.8", "10.0.0.7"))))
                .containsExactly("10.0.0.7");
        assertThat(get(store().claimed("node-port", List.of("TCP/30001")))).isEmpty();
        long x2 = committed(replace("a/x", x, "", ip, port));
        assertThat(commit(insert("a/y", "", port))).isEqualTo(new ClaimTaken(port));
        long x3 = committed(replace("a/x", x2, "", port));
        committed(insert("a/y", "", ip));
        committed(remove("a/x", x3));
        assertThat(get(store().claimed("node-port", List.of("TCP/30001")))).isEmpty();
        committed(insert("a/z", "", port));
        // freed and taken in one group
        long w = committed(insert("a/w", "", new Claim("cluster-ip", "10.0.0.9")));
        committed(remove("a/w", w), insert("a/v", "", new Claim("cluster-ip", "10.0.0.9")));
        assertThat(commit(insert("a/u", "", new Claim("cluster-ip", "10.0.0.9"))))
                .isInstanceOf(ClaimTaken.class);
    }

    @Test
    void listsInKeyOrderPageByPage() {
        for (String path : List.of("b/x", "a/y", "a/x", "a-b/x", "c/z")) {
            committed(insert(path, path));
        }
        List<String> seen = new ArrayList<>();
        ObjectKey after = null;
        while (true) {
            List<CurrentObject> page = get(store().list(PODS, "", after, 2));
            if (page.isEmpty()) {
                break;
            }
            page.forEach(o -> seen.add(o.key().path()));
            after = page.getLast().key();
        }
        assertThat(seen).containsExactly("a/x", "a/y", "a-b/x", "b/x", "c/z");
        assertThat(get(store().list(PODS, "a", null, 10)))
                .extracting(o -> o.key().name())
                .containsExactly("x", "y");
        assertThat(get(store().list(PODS, "a", ObjectKey.ofPath("a/x"), 10)))
                .extracting(o -> o.key().name())
                .containsExactly("y");
        assertThat(get(store().list(LEASES, "", null, 10))).isEmpty();
    }

    @Test
    void concurrentWritersNeverLoseAnUpdateAndRevisionsHaveNoGaps() {
        long start = committed(insert("a/counter", "0"));
        List<CompletableFuture<Integer>> writers = new ArrayList<>();
        for (int w = 0; w < 16; w++) {
            writers.add(CompletableFuture.supplyAsync(
                    () -> {
                        int refused = 0;
                        for (int i = 0; i < 25; ) {
                            CurrentObject now = get(store().get(PODS, ObjectKey.ofPath("a/counter")))
                                    .orElseThrow();
                            int value = Json.read(now.json()).get("data").asInt();
                            if (commit(replace("a/counter", now.revision(), String.valueOf(value + 1)))
                                    instanceof Committed) {
                                i++;
                            } else {
                                refused++;
                            }
                        }
                        return refused;
                    },
                    Thread::startVirtualThread));
        }
        writers.forEach(w -> w.orTimeout(60, TimeUnit.SECONDS).join());
        CurrentObject end =
                get(store().get(PODS, ObjectKey.ofPath("a/counter"))).orElseThrow();
        assertThat(Json.read(end.json()).get("data").asInt()).isEqualTo(16 * 25);
        assertThat(end.revision()).isEqualTo(start + 16 * 25);
        assertThat(get(reader().history(PODS, start, Long.MAX_VALUE, 1000)))
                .extracting(Change::revision)
                .doesNotHaveDuplicates()
                .isSorted()
                .hasSize(400);
    }

    @Test
    void tellsHowFarEachResourceIs() {
        long pod = committed(insert("a/x", ""));
        long lease = committed(new Mutation.Insert(LEASES, ObjectKey.ofPath("a/l"), "u", object("a/l", ""), Set.of()));
        assertThat(get(reader().progressOf(PODS))).isEqualTo(new SnapshotSource.Progress(pod, lease));
        assertThat(get(reader().progressOf(LEASES))).isEqualTo(new SnapshotSource.Progress(lease, lease));
        assertThat(get(reader().progressOf(new StoredResource("x", "nothing"))))
                .isEqualTo(new SnapshotSource.Progress(0, lease));
        SnapshotSource.Snapshot snapshot = get(reader().snapshot(PODS));
        assertThat(snapshot.revision()).isEqualTo(lease);
        assertThat(snapshot.objects()).extracting(Change::revision).containsExactly(pod);
    }

    @Test
    void tellsWhatWas() {
        long a1 = committed(insert("a/a", "1"));
        long b1 = committed(insert("a/b", "1"));
        long c1 = committed(insert("b/c", "1"));
        long a2 = committed(replace("a/a", a1, "2"));
        long b2 = committed(remove("a/b", b1));
        long d1 = committed(insert("b/d", "1"));
        long a3 = committed(replace("a/a", a2, "3"));
        assertThat(get(reader().getAt(PODS, ObjectKey.ofPath("a/a"), a2))
                        .orElseThrow()
                        .revision())
                .isEqualTo(a2);
        assertThat(get(reader().getAt(PODS, ObjectKey.ofPath("a/a"), d1))
                        .orElseThrow()
                        .revision())
                .isEqualTo(a2);
        assertThat(get(reader().getAt(PODS, ObjectKey.ofPath("a/b"), b2))).isEmpty();
        assertThat(get(reader().getAt(PODS, ObjectKey.ofPath("a/b"), b2 - 1))).isPresent();
        assertThat(get(reader().getAt(PODS, ObjectKey.ofPath("b/d"), b2))).isEmpty();
        assertThat(revisions(c1, "")).containsExactly(a1, b1, c1);
        assertThat(revisions(a2, "")).containsExactly(a2, b1, c1);
        assertThat(revisions(b2, "")).containsExactly(a2, c1);
        assertThat(revisions(a3, "")).containsExactly(a3, c1, d1);
        assertThat(revisions(a2, "b")).containsExactly(c1);
        var first = get(reader().listAt(PODS, "", a2, null, 2));
        assertThat(first.more()).isTrue();
        var second = get(reader().listAt(PODS, "", a2, first.objects().getLast().key(), 2));
        assertThat(second.more()).isFalse();
        assertThat(second.objects()).extracting(Change::revision).containsExactly(c1);
        assertThat(get(reader().history(PODS, a1, a2, 100)))
                .extracting(Change::revision)
                .containsExactly(b1, c1, a2);
        assertThat(get(reader().history(PODS, a1, a3, 2)))
                .extracting(Change::revision)
                .containsExactly(b1, c1);
    }

    @Test
    void tellsWhatBecameOfAnObjectAndWhoDidIt() {
        Author ada = new Author("ada", "kubectl/v1.36.0", "", "patch", "scale");
        long made = committed(insert("a/a", "1"));
        committed(insert("a/b", "1"));
        Committed changed = (Committed) get(store().commit(List.of(replace("a/a", made, "2")), ada));
        long second = changed.changes().getFirst().revision();
        long gone = committed(remove("a/a", second));
        long again = committed(insert("a/a", "3"));
        var all = get(reader().objectHistory(PODS, ObjectKey.ofPath("a/a"), Long.MAX_VALUE, 10));
        assertThat(all.more()).isFalse();
        assertThat(all.revisions())
                .extracting(r -> r.change().type() + " " + r.change().revision())
                .containsExactly("ADDED " + again, "DELETED " + gone, "MODIFIED " + second, "ADDED " + made);
        ObjectRevision byAda = all.revisions().get(2);
        assertThat(List.of(byAda.user(), byAda.userAgent(), byAda.fieldManager(), byAda.verb(), byAda.subresource()))
                .containsExactly("ada", "kubectl/v1.36.0", "kubectl", "patch", "scale");
        assertThat(Json.read(byAda.change().json()).get("data").asString()).isEqualTo("2");
        var page = get(reader().objectHistory(PODS, ObjectKey.ofPath("a/a"), again, 2));
        assertThat(page.more()).isTrue();
        assertThat(page.revisions()).extracting(r -> r.change().revision()).containsExactly(gone, second);
        assertThat(get(reader().objectHistory(PODS, ObjectKey.ofPath("a/nobody"), Long.MAX_VALUE, 2))
                        .revisions())
                .isEmpty();
    }

    @Test
    void timesLeadToRevisions() {
        long made = committed(insert("a/a", "1"));
        long second = committed(replace("a/a", made, "2"));
        var all = get(reader().objectHistory(PODS, ObjectKey.ofPath("a/a"), Long.MAX_VALUE, 10))
                .revisions();
        Instant first = Objects.requireNonNull(all.getLast().time());
        Instant last = Objects.requireNonNull(all.getFirst().time());
        assertThat(first).isBefore(last);
        assertThat(get(reader().revisionAt(first))).isEqualTo(made);
        assertThat(get(reader().revisionAt(last.minusNanos(1_000)))).isEqualTo(made);
        assertThat(get(reader().revisionAt(last))).isEqualTo(second);
    }

    private List<Long> revisions(long at, String namespace) {
        return get(reader().listAt(PODS, namespace, at, null, 100)).objects().stream()
                .map(Change::revision)
                .toList();
    }
}
