package dev.quarterdeck.benchmarks.jmh;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A cache of so many objects takes changes, alone and in batches of 50; figures are per change. Nobody watches. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class CacheBenchmark {
    private static final int BATCH = 50;

    @Param({"5000", "100000"})
    public int objects;

    private ReplicatedResourceCache cache;
    private long revision;
    private int next;

    @Setup
    public void setUp() {
        cache = new ReplicatedResourceCache(
                BenchmarkObjects.CONFIG_MAPS,
                SelectableFieldsExtractor.OF_KIND,
                CacheSettings.DEFAULT,
                Runnable::run,
                () -> {});
        cache.fill(new SnapshotSource.Snapshot(objects, BenchmarkObjects.population(objects)));
        revision = objects;
    }

    private Change change() {
        next = (next + 7919) % objects;
        return BenchmarkObjects.change(ChangeType.MODIFIED, "object-" + next, "usual", ++revision);
    }

    @Benchmark
    public void applyOne() {
        cache.apply(List.of(change()));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void applyBatch() {
        List<Change> changes = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            changes.add(change());
        }
        cache.apply(changes);
    }

    /** What {@link #applyOne} spends on making its change. */
    @Benchmark
    public Change makeOne() {
        return change();
    }

    @Benchmark
    public @Nullable CachedObject get() {
        next = (next + 7919) % objects;
        return cache.view().get(new ObjectKey(BenchmarkObjects.NAMESPACE, "object-" + next));
    }
}
