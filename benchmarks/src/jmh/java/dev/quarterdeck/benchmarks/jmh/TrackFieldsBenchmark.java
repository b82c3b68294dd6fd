package dev.quarterdeck.benchmarks.jmh;

import dev.quarterdeck.kube.apply.Actor;
import dev.quarterdeck.kube.apply.FieldApply;
import dev.quarterdeck.kube.apply.FieldFilter;
import dev.quarterdeck.kube.apply.FieldTracking;
import dev.quarterdeck.kube.apply.ManagedKind;
import dev.quarterdeck.kube.apply.MergeType;
import dev.quarterdeck.kube.apply.MergeTypes;
import dev.quarterdeck.kube.defaulting.BuiltInDefaults;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.CanonicalForm;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
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
import tools.jackson.databind.node.ObjectNode;

/** What it costs a write to know who owns what: a create, an update of one field, one that changes nothing, and an apply. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class TrackFieldsBenchmark {
    private static final Actor CLIENT = new Actor("benchmark", "v1", "", "2026-01-02T03:04:05Z");
    private static final Actor OTHER = new Actor("other", "v1", "", "2026-01-02T03:04:06Z");

    @Param({"ConfigMap", "Pod"})
    public String kind;

    private ManagedKind managed;
    private ObjectNode given;
    private ObjectNode fresh;
    private ObjectNode stored;
    private ObjectNode changed;
    private ObjectNode again;

    @Setup
    public void setUp() {
        ObjectSchema schema =
                SchemaCatalog.builtIn().find(new GroupVersionKind("", "v1", kind)).orElseThrow();
        managed = new OneVersion(schema, MergeTypes.ofTypedKinds().ofKind(schema), kind);
        given = Json.read(
                kind.equals("Pod") ? BenchmarkObjects.pod("web") : BenchmarkObjects.configMap("settings", "usual"));
        fresh = given.deepCopy();
        BuiltInDefaults.defaulter().apply(new GroupVersionKind("", "v1", kind), fresh);
        stored = fresh.deepCopy();
        FieldTracking.track(null, stored, CLIENT, managed);
        CanonicalForm.apply(stored, schema);
        again = stored.deepCopy();
        changed = stored.deepCopy();
        ((ObjectNode) changed.get("metadata").get("labels")).put("app", "changed");
    }

    @Benchmark
    public ObjectNode create() {
        forget(fresh);
        FieldTracking.track(null, fresh, CLIENT, managed);
        return fresh;
    }

    @Benchmark
    public ObjectNode update() {
        forget(changed);
        FieldTracking.track(stored, changed, OTHER, managed);
        return changed;
    }

    @Benchmark
    public ObjectNode unchanged() {
        FieldTracking.track(stored, again, OTHER, managed);
        return again;
    }

    @Benchmark
    public ObjectNode apply() {
        return FieldApply.apply(stored, given, OTHER, true, managed);
    }

    private static void forget(ObjectNode object) {
        ((ObjectNode) object.get("metadata")).remove("managedFields");
    }

    private record OneVersion(ObjectSchema schema, MergeType type, String kind) implements ManagedKind {
        private static final FieldFilter NO_STATUS = FieldFilter.excluding(List.of("status"));

        @Override
        public MergeType type(String apiVersion) {
            return type;
        }

        @Override
        public FieldFilter filter(String apiVersion, String subresource) {
            return NO_STATUS;
        }

        @Override
        public ObjectNode convert(ObjectNode object, String apiVersion) {
            return object.deepCopy();
        }

        @Override
        public ObjectNode empty(String apiVersion) {
            ObjectNode object = Json.object();
            object.put("kind", kind).put("apiVersion", apiVersion).putObject("metadata");
            CanonicalForm.apply(object, schema);
            return object;
        }
    }
}
