package dev.quarterdeck.benchmarks.jmh;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Whether one object's labels match. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class SelectorBenchmark {
    private final Map<String, String> labels = Map.of(
            "app", "storefront", "tier", "frontend", "release", "stable", "pod-template-hash", "6d4b75cb6d");

    @Param({"app=storefront", "app=other", "app in (a, b, storefront),tier!=backend,!canary"})
    public String selector;

    private LabelSelector parsed;

    @Setup
    public void setUp() {
        parsed = LabelSelectors.parse(selector);
    }

    @Benchmark
    public boolean matches() {
        return parsed.matches(labels);
    }

    @Benchmark
    public LabelSelector parse() {
        return LabelSelectors.parse(selector);
    }
}
