package dev.quarterdeck.benchmarks.jmh;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.selector.SelectableFields;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What field selectors may ask of a changed pod: once for each change in every process with a cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SelectableFieldsBenchmark {
    private final byte[] pod = BenchmarkObjects.pod("web-1");
    private final SelectableFields fields = SelectableFields.of(new StoredResource("", "pods"));

    @Benchmark
    public Map<String, String> ofBytes() {
        return fields.extract(pod);
    }

    /** For comparison: by way of the object's tree. */
    @Benchmark
    public Map<String, String> ofTree() {
        return fields.extract(Json.read(pod));
    }
}
