package dev.quarterdeck.benchmarks.jmh;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.stream.cache.CacheEvent;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.ReplicatedResourceCache;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One event to so many watches, each with a selector that matches: until the last of them has been handed it. Writing to connections is not in it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class FanOutBenchmark {
    private static final int OBJECTS = 1000;

    @Param({"1", "25", "1000"})
    public int watches;

    private ReplicatedResourceCache cache;
    private long revision = OBJECTS;
    private long matched;

    @Setup
    public void setUp() {
        cache = new ReplicatedResourceCache(
                BenchmarkObjects.CONFIG_MAPS,
                SelectableFieldsExtractor.OF_KIND,
                CacheSettings.DEFAULT,
                Runnable::run,
                () -> {});
        cache.fill(new SnapshotSource.Snapshot(OBJECTS, BenchmarkObjects.population(OBJECTS)));
        for (int i = 0; i < watches; i++) {
            LabelSelector selector = LabelSelectors.parse("app=usual");
            cache.subscribe(OBJECTS, event -> take(selector, event));
        }
    }

    private void take(LabelSelector selector, CacheEvent event) {
        if (selector.matches(event.object().labels())) {
            matched++;
        }
    }

    @Benchmark
    public long event() {
        cache.apply(List.of(BenchmarkObjects.change(
                ChangeType.MODIFIED, "object-" + revision % OBJECTS, "usual", ++revision)));
        return matched;
    }
}
