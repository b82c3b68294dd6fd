package dev.quarterdeck.stream.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReplicatedResourceCacheTest {
    private static final StoredResource PODS = new StoredResource("", "pods");

    private final ReplicatedResourceCache cache = cache(CacheSettings.DEFAULT);

    private static ReplicatedResourceCache cache(CacheSettings settings) {
        return new ReplicatedResourceCache(
                PODS, SelectableFieldsExtractor.METADATA_ONLY, settings, Runnable::run, () -> {});
    }

    static Change change(ChangeType type, String path, long revision) {
        ObjectKey key = ObjectKey.ofPath(path);
        String json = "{\"kind\":\"Pod\",\"metadata\":{\"resourceVersion\":\"" + revision
                + "\",\"ownerReferences\":[{\"labels\":{}}]," + "\"labels\":{\"app\":\"" + key.name()
                + "\"}},\"spec\":{}}";
        return new Change(PODS, key, revision, type, json.getBytes(StandardCharsets.UTF_8));
    }

    private void fill(long revision, Change... objects) {
        cache.fill(new SnapshotSource.Snapshot(revision, List.of(objects)));
    }

    private static final class Recorder implements ResourceCache.CacheListener {
        final List<String> seen = new ArrayList<>();

        @Override
        public void onEvent(CacheEvent event) {
            CachedObject previous = event.previous();
            seen.add(event.type() + " " + event.revision() + " was " + (previous == null ? 0 : previous.revision()));
        }

        @Override
        public void onProgress(long revision) {
            seen.add("progress " + revision);
        }

        @Override
        public void onReset() {
            seen.add("reset");
        }
    }

    @Test
    void waitsUntilItIsFilled() {
        assertThat(cache.ready()).isNotDone();
        assertThat(cache.view().revision()).isZero();
        CompletableFuture<CacheView> atZero = cache.awaitRevision(0);
        assertThat(atZero).isNotDone();
        fill(10, change(ChangeType.ADDED, "a/x", 4));
        assertThat(cache.ready()).isDone();
        assertThat(atZero.join().revision()).isEqualTo(10);
        assertThat(cache.view().get(ObjectKey.ofPath("a/x")).labels()).isEqualTo(Map.of("app", "x"));
    }

    @Test
    void tellsASubscriberAtOnceHowFarItIs() {
        fill(10, change(ChangeType.ADDED, "a/x", 4));
        cache.apply(List.of(change(ChangeType.MODIFIED, "a/x", 11)));
        cache.progress(new SnapshotSource.Progress(11, 15));
        Recorder recorder = new Recorder();
        cache.subscribe(10, recorder);
        assertThat(recorder.seen).containsExactly("MODIFIED 11 was 4", "progress 15");
    }

    @Test
    void dropsWhatItHasSeenAndDeliversTheRestOnceInOrder() {
        fill(10, change(ChangeType.ADDED, "a/x", 4));
        Recorder recorder = new Recorder();
        cache.subscribe(10, recorder);
        cache.apply(List.of(
                change(ChangeType.ADDED, "a/x", 4),
                change(ChangeType.MODIFIED, "a/x", 11),
                change(ChangeType.ADDED, "a/y", 13)));
        // a publisher that woke up repeats old records
        cache.apply(List.of(change(ChangeType.MODIFIED, "a/x", 11), change(ChangeType.DELETED, "a/x", 14)));
        assertThat(recorder.seen).containsExactly("MODIFIED 11 was 4", "ADDED 13 was 0", "DELETED 14 was 11");
        assertThat(cache.view().size()).isEqualTo(1);
        Recorder late = new Recorder();
        cache.subscribe(11, late);
        assertThat(late.seen).containsExactly("ADDED 13 was 0", "DELETED 14 was 11");
        Recorder future = new Recorder();
        cache.subscribe(15, future);
        cache.apply(List.of(change(ChangeType.ADDED, "a/z", 15), change(ChangeType.ADDED, "a/w", 16)));
        assertThat(future.seen).containsExactly("ADDED 16 was 0");
    }

    @Test
    void viewsDoNotChange() {
        fill(1, change(ChangeType.ADDED, "a/x", 1));
        CacheView before = cache.view();
        cache.apply(List.of(change(ChangeType.DELETED, "a/x", 2)));
        assertThat(before.size()).isEqualTo(1);
        assertThat(before.revision()).isEqualTo(1);
    }

    @Test
    void movesOnWhereNothingOfItsOwnHappened() {
        fill(5);
        Recorder recorder = new Recorder();
        cache.subscribe(5, recorder);
        CompletableFuture<CacheView> waiting = cache.awaitRevision(8);
        assertThat(cache.awaited()).isEqualTo(8);
        cache.progress(new SnapshotSource.Progress(7, 9)); // the change 7 is still to come
        assertThat(waiting).isNotDone();
        cache.apply(List.of(change(ChangeType.ADDED, "a/x", 7)));
        cache.progress(new SnapshotSource.Progress(7, 9));
        assertThat(waiting.join().revision()).isEqualTo(9);
        assertThat(cache.awaited()).isZero();
        assertThat(recorder.seen).containsExactly("ADDED 7 was 0", "progress 9");
    }

    @Test
    void whoReadsNamesWhatIsKnownToBeThereAndSubscribersHearOfItLater() {
        fill(5);
        Recorder recorder = new Recorder();
        cache.subscribe(5, recorder);
        assertThat(cache.view(new SnapshotSource.Progress(7, 9)).revision()).isEqualTo(5);
        cache.apply(List.of(change(ChangeType.ADDED, "a/x", 7)));
        CompletableFuture<CacheView> waiting = cache.awaitRevision(9);
        assertThat(cache.view(new SnapshotSource.Progress(7, 9)).revision()).isEqualTo(9);
        assertThat(cache.view(new SnapshotSource.Progress(7, 8)).revision()).isEqualTo(9);
        assertThat(waiting.join().revision()).isEqualTo(9);
        assertThat(recorder.seen).containsExactly("ADDED 7 was 0");
        cache.progress(new SnapshotSource.Progress(7, 8));
        cache.progress(new SnapshotSource.Progress(7, 9));
        assertThat(recorder.seen).containsExactly("ADDED 7 was 0", "progress 9");
    }

    @Test
    void refusesWhatLiesBeforeTheWindow() {
        ReplicatedResourceCache small = cache(new CacheSettings(3, 1 << 20));
        small.fill(new SnapshotSource.Snapshot(10, List.of()));
        for (int r = 11; r <= 20; r++) {
            small.apply(List.of(change(ChangeType.MODIFIED, "a/x", r)));
        }
        assertThat(small.windowStart()).isEqualTo(17);
        assertThatThrownBy(() -> small.subscribe(16, new Recorder()))
                .isInstanceOf(ResourceCache.RevisionTooOldException.class);
        Recorder recorder = new Recorder();
        small.subscribe(17, recorder);
        assertThat(recorder.seen).hasSize(3);
        ReplicatedResourceCache heavy = cache(new CacheSettings(1000, 1000));
        heavy.fill(new SnapshotSource.Snapshot(10, List.of()));
        for (int r = 11; r <= 20; r++) {
            heavy.apply(List.of(change(ChangeType.MODIFIED, "a/x", r)));
        }
        assertThat(heavy.windowStart()).isGreaterThan(11);
    }

    @Test
    void tellsSubscribersWhenItIsFilledAgain() {
        fill(5);
        Recorder recorder = new Recorder();
        cache.subscribe(5, recorder);
        fill(50, change(ChangeType.ADDED, "a/x", 40));
        cache.apply(List.of(change(ChangeType.MODIFIED, "a/x", 51)));
        assertThat(recorder.seen).containsExactly("reset", "MODIFIED 51 was 40");
        assertThat(cache.windowStart()).isEqualTo(50);
    }

    @Test
    void anExceptionEndsOnlyTheSubscriptionThatThrewIt() {
        fill(5);
        Recorder recorder = new Recorder();
        cache.subscribe(5, event -> {
            throw new IllegalStateException("broken");
        });
        cache.subscribe(5, recorder);
        cache.apply(List.of(change(ChangeType.ADDED, "a/x", 6), change(ChangeType.MODIFIED, "a/x", 7)));
        assertThat(recorder.seen).hasSize(2);
    }

    @Test
    void failsWhoWaitsWhenItCloses() {
        CompletableFuture<CacheView> waiting = cache.awaitRevision(3);
        cache.close();
        assertThat(waiting).isCompletedExceptionally();
    }
}
