package dev.quarterdeck.benchmarks.jmh;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.state.admission.AdmissionChain;
import dev.quarterdeck.state.admission.CachedClusterReader;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.DefaultPlugins;
import dev.quarterdeck.state.allocation.AllocationSettings;
import dev.quarterdeck.state.allocation.ServiceAllocator;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.kind.builtin.BuiltInStrategies;
import dev.quarterdeck.state.memory.InMemoryObjectStore;
import dev.quarterdeck.state.write.KubeObjectRules;
import dev.quarterdeck.state.write.Sources;
import dev.quarterdeck.state.write.WriteService;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;

/** The road of a create without its store: decode, default, admit, validate, encode, answer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class CreateObjectBenchmark {
    private static final Caller CLIENT =
            new Caller("benchmark", "", List.of("system:authenticated"), Map.of(), "benchmark", "1");

    @Param({"ConfigMap", "Pod"})
    public String kind;

    private WriteService writes;
    private WriteRequest request;

    @Setup
    public void setUp() {
        ResourceCatalog catalog = BuiltInResources.catalog();
        Sources sources = Sources.system();
        InMemoryObjectStore memory = new InMemoryObjectStore();
        create(service(memory, memory, catalog, sources), catalog, "Namespace", "", namespace());
        create(service(memory, memory, catalog, sources), catalog, "ServiceAccount", BenchmarkObjects.NAMESPACE, account());
        ObjectStore accepting = new AcceptingStore(memory);
        writes = service(accepting, memory, catalog, sources);
        byte[] body = kind.equals("Pod") ? BenchmarkObjects.pod("web") : BenchmarkObjects.configMap("settings", "usual");
        request = request(catalog, kind, BenchmarkObjects.NAMESPACE, body);
    }

    private static WriteService service(
            ObjectStore store, InMemoryObjectStore reads, ResourceCatalog catalog, Sources sources) {
        ClusterReader reader = new CachedClusterReader(reads, sources.clock(), 1000);
        return new WriteService(
                store,
                reader,
                catalog,
                new KubeObjectRules(catalog, SchemaCatalog.builtIn()),
                new BuiltInStrategies()::of,
                new AdmissionChain(DefaultPlugins.all(reader, () -> "zzzzz", pause -> {}, InstantSource.system())),
                new ServiceAllocator(store, AllocationSettings.DEFAULT),
                sources,
                WriteService.DEFAULT_LIMIT);
    }

    private static void create(
            WriteService service, ResourceCatalog catalog, String kind, String namespace, byte[] body) {
        try (service) {
            service.write(request(catalog, kind, namespace, body)).join();
        }
    }

    private static WriteRequest request(ResourceCatalog catalog, String kind, String namespace, byte[] body) {
        return new WriteRequest.Create(
                catalog.findKind(GroupVersionKind.of("v1", kind)).orElseThrow(),
                namespace,
                "",
                "",
                body,
                "application/json",
                CLIENT,
                WriteRequest.Options.NONE);
    }

    private static byte[] namespace() {
        return ("{\"metadata\":{\"name\":\"" + BenchmarkObjects.NAMESPACE + "\"}}").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] account() {
        return "{\"metadata\":{\"name\":\"default\"}}".getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    public WriteResult create() {
        return writes.write(request).join();
    }

    @TearDown
    public void tearDown() {
        writes.close();
    }
}
