package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.admission.AdmissionChain;
import dev.quarterdeck.state.admission.AdmissionPlugin;
import dev.quarterdeck.state.admission.CachedClusterReader;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.DefaultPlugins;
import dev.quarterdeck.state.admission.NamespaceLifecycle;
import dev.quarterdeck.state.admission.podsecurity.PodSecuritySettings;
import dev.quarterdeck.state.allocation.AllocationSettings;
import dev.quarterdeck.state.allocation.ServiceAllocator;
import dev.quarterdeck.state.allocation.ServiceRanges;
import dev.quarterdeck.state.kind.builtin.BuiltInStrategies;
import dev.quarterdeck.state.memory.InMemoryObjectStore;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** The whole write road over a store in memory, with a clock that stands still until it is moved. */
public final class WriteFixture {
    public static final String JSON = "application/json";
    public static final Caller ADMIN =
            new Caller("admin", "", List.of("system:masters", "system:authenticated"), Map.of(), "test", "1");

    public final InMemoryObjectStore store;
    public final ResourceCatalog catalog;
    public final ClusterReader reader;
    public final WriteService writes;
    public Instant now = Instant.parse("2026-01-02T03:04:05Z");
    public Caller caller = ADMIN;

    public WriteFixture() {
        this(AllocationSettings.DEFAULT, r -> List.of(new NamespaceLifecycle(r)));
    }

    /** With every plugin that is on by default. */
    public static WriteFixture withAdmission() {
        return new WriteFixture(
                AllocationSettings.DEFAULT,
                r -> DefaultPlugins.all(r, () -> "zzzzz", pause -> {}, () -> Instant.parse("2026-01-02T03:04:05Z")));
    }

    /** The same with features. */
    public static WriteFixture with(Features features) {
        return new WriteFixture(
                new InMemoryObjectStore(),
                AllocationSettings.DEFAULT,
                r -> DefaultPlugins.all(
                        r,
                        () -> "zzzzz",
                        pause -> {},
                        () -> Instant.parse("2026-01-02T03:04:05Z"),
                        PodSecuritySettings.DEFAULT,
                        features,
                        List.of()),
                features);
    }

    /** With every plugin, and what users configure: webhooks are really called. */
    public static WriteFixture withWebhooks() {
        return new WriteFixture(
                AllocationSettings.DEFAULT,
                r -> DefaultPlugins.all(
                        r,
                        () -> "zzzzz",
                        pause -> {},
                        () -> Instant.parse("2026-01-02T03:04:05Z"),
                        PodSecuritySettings.DEFAULT,
                        Features.defaults(),
                        AdmissionFixture.configured(r)));
    }

    public WriteFixture(AllocationSettings settings, Function<ClusterReader, List<AdmissionPlugin>> plugins) {
        this(new InMemoryObjectStore(), settings, plugins, Features.defaults());
    }

    /** Another replica over the same store. */
    public WriteFixture replica() {
        return replica(AllocationSettings.DEFAULT);
    }

    public WriteFixture replica(AllocationSettings settings) {
        return new WriteFixture(store, settings, r -> List.of(new NamespaceLifecycle(r)), Features.defaults());
    }

    private WriteFixture(
            InMemoryObjectStore store,
            AllocationSettings settings,
            Function<ClusterReader, List<AdmissionPlugin>> plugins,
            Features features) {
        this.store = store;
        this.catalog = features.catalog();
        Random random = new Random(store.hashCode());
        reader = new CachedClusterReader(store, () -> now, 1000);
        Sources sources = new Sources(() -> now, () -> random, () -> {
            synchronized (random) {
                return Sources.uid(random);
            }
        });
        writes = new WriteService(
                store,
                reader,
                catalog,
                new KubeObjectRules(catalog, SchemaCatalog.builtIn(), features),
                new BuiltInStrategies()::of,
                new AdmissionChain(plugins.apply(reader)),
                new ServiceAllocator(store, settings, new ServiceRanges(reader)),
                sources,
                WriteService.DEFAULT_LIMIT);
    }

    public WriteFixture namespace(String name) {
        create("v1", "Namespace", "", "{'metadata':{'name':'" + name + "'}}");
        return this;
    }

    public ResourceType type(String apiVersion, String kind) {
        return catalog.findKind(GroupVersionKind.of(apiVersion, kind)).orElseThrow();
    }

    /** JSON with single quotes for double ones. */
    public static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    public WriteResult write(WriteRequest request) {
        try {
            return writes.write(request).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    public static ObjectNode tree(WriteResult result) {
        return Json.read(result.json());
    }

    public ObjectNode create(String apiVersion, String kind, String namespace, String body) {
        return tree(write(new WriteRequest.Create(
                type(apiVersion, kind), namespace, "", "", json(body), JSON, caller, WriteRequest.Options.NONE)));
    }

    public WriteResult post(String apiVersion, String kind, String namespace, String name, String sub, String body) {
        return write(new WriteRequest.Create(
                type(apiVersion, kind), namespace, name, sub, json(body), JSON, caller, WriteRequest.Options.NONE));
    }

    public WriteResult put(String apiVersion, String kind, String namespace, String name, String sub, ObjectNode body) {
        return write(new WriteRequest.Update(
                type(apiVersion, kind),
                namespace,
                name,
                sub,
                Json.write(body),
                JSON,
                caller,
                WriteRequest.Options.NONE));
    }

    public ObjectNode update(ObjectNode object) {
        return update(object, "");
    }

    public ObjectNode update(ObjectNode object, String sub) {
        return tree(put(
                object.path("apiVersion").stringValue(),
                object.path("kind").stringValue(),
                object.path("metadata").path("namespace").stringValue(""),
                object.path("metadata").path("name").stringValue(),
                sub,
                object));
    }

    public WriteResult patch(
            String apiVersion, String kind, String namespace, String name, String sub, String patchKind, String body) {
        return write(new WriteRequest.Patch(
                type(apiVersion, kind),
                namespace,
                name,
                sub,
                json(body),
                "application/" + patchKind + "-patch+json",
                false,
                caller,
                WriteRequest.Options.NONE));
    }

    public WriteResult delete(String apiVersion, String kind, String namespace, String name, String options) {
        return write(new WriteRequest.Delete(
                type(apiVersion, kind),
                namespace,
                name,
                options.isEmpty() ? null : json(options),
                JSON,
                caller,
                WriteRequest.Options.NONE));
    }

    public ObjectNode get(String apiVersion, String kind, String namespace, String name) {
        return store.get(type(apiVersion, kind).stored(), new ObjectKey(namespace, name))
                .join()
                .map(row -> Json.read(row.json()))
                .orElseThrow(() -> ApiException.notFound("", kind, name));
    }

    public boolean exists(String apiVersion, String kind, String namespace, String name) {
        return store.get(type(apiVersion, kind).stored(), new ObjectKey(namespace, name))
                .join()
                .isPresent();
    }
}
