package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.kind.Subresource;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.admission.AdmissionChain;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.QuotaAccounts;
import dev.quarterdeck.state.admission.RequestDeadline;
import dev.quarterdeck.state.allocation.ServiceAllocator;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.definition.CustomConversion;
import dev.quarterdeck.state.definition.Definitions;
import dev.quarterdeck.state.kind.Strategy;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All writes of the API. Each request is decided on a virtual thread of its own, which waits where the store must be asked; callers never wait. At most
 * {@code limit} requests are under way: what comes beyond is answered 429 at once. Failures other than a Status are logged and answered with 500.
 */
public final class WriteService implements AutoCloseable {
    /** Requests under way at once, unless configured otherwise. */
    public static final int DEFAULT_LIMIT = 2048;

    private static final Logger LOG = LoggerFactory.getLogger(WriteService.class);

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("write-", 0).factory());
    private final Semaphore places;
    private final Definitions definitions;
    private final CustomObjectRules shown;
    private final CreateHandler create;
    private final UpdateHandler update;
    private final PatchHandler patch;
    private final DeleteHandler delete;
    private final DeleteCollectionHandler deleteCollection;
    private final ScaleHandler scale;
    private final BindingHandler binding;
    private final EvictionHandler eviction;
    private final ConnectHandler connect;

    public WriteService(
            ObjectStore store,
            ClusterReader reader,
            ResourceCatalog catalog,
            ObjectRules rules,
            Function<StoredResource, Strategy> strategies,
            AdmissionChain admission,
            ServiceAllocator services,
            Sources sources,
            int limit) {
        this(
                store,
                reader,
                catalog,
                rules,
                strategies,
                admission,
                services,
                sources,
                limit,
                new Definitions(reader),
                CustomConversion.BY_NAME);
    }

    /** @param conversion of custom resources */
    public WriteService(
            ObjectStore store,
            ClusterReader reader,
            ResourceCatalog catalog,
            ObjectRules rules,
            Function<StoredResource, Strategy> strategies,
            AdmissionChain admission,
            ServiceAllocator services,
            Sources sources,
            int limit,
            Definitions definitions,
            CustomConversion conversion) {
        Committer committer = new Committer(store, reader);
        this.definitions = definitions;
        this.shown = new CustomObjectRules(definitions, conversion);
        WriteParts parts = new WriteParts(
                rules instanceof RoutedRules ? rules : new RoutedRules(rules, definitions, conversion),
                strategies,
                admission,
                reader,
                committer,
                services,
                new ClusterIpObjects(committer, sources),
                new QuotaAccounts(reader, sources.clock()),
                sources,
                definitions);

        UpdateRoad road = new UpdateRoad(parts);
        this.places = new Semaphore(limit);
        this.create = new CreateHandler(parts);
        this.update = new UpdateHandler(parts, road, create);
        ApplyHandler apply = new ApplyHandler(parts, road, create);
        this.patch = new PatchHandler(parts, road, apply);
        this.delete = new DeleteHandler(parts);
        this.deleteCollection = new DeleteCollectionHandler(parts, delete);
        this.scale = new ScaleHandler(parts, road, apply);
        this.binding = new BindingHandler(parts, road, catalog);
        this.eviction = new EvictionHandler(parts, catalog);
        this.connect = new ConnectHandler(parts);
    }

    /** Decides and commits. The future fails with ApiException for every refusal. */
    public CompletableFuture<WriteResult> write(WriteRequest request) {
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(ApiException.tooManyRequests(1));
        }
        CompletableFuture<WriteResult> result = new CompletableFuture<>();
        try {
            threads.execute(() -> RequestDeadline.run(() -> run(request, result)));
        } catch (RuntimeException e) {
            places.release();
            result.completeExceptionally(ApiException.unavailable("the server is shutting down", 1));
        }
        return result;
    }

    /** Shows custom objects, in whatever version each is stored, in another. */
    public CompletableFuture<List<byte[]>> convert(GroupVersionResource to, List<byte[]> objects) {
        CompletableFuture<List<byte[]>> result = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    result.complete(shown.in(definitions.resolve(to), objects));
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RuntimeException e) {
            result.completeExceptionally(ApiException.unavailable("the server is shutting down", 1));
        }
        return result;
    }

    private void run(WriteRequest request, CompletableFuture<WriteResult> result) {
        WriteResult answer = null;
        RuntimeException failure = null;
        try {
            WriteRequest resolved = request.type().custom() == null
                    ? request
                    : request.of(definitions.resolve(request.type().gvr()));
            answer = withWarnings(request.type(), decide(resolved));
        } catch (ApiException refusal) {
            failure = refusal;
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "{} of {} failed",
                    request.getClass().getSimpleName(),
                    request.type().qualifiedName(),
                    e);
            failure = ApiException.internal(e.toString());
        } finally {
            places.release();
        }
        if (answer != null) {
            result.complete(answer);
        } else {
            result.completeExceptionally(failure);
        }
    }

    private static WriteResult withWarnings(ResourceType type, WriteResult result) {
        if (!type.gvr().resource().equals("endpoints") || !type.gvr().group().isEmpty()) {
            return result;
        }
        List<String> warnings = new ArrayList<>(result.warnings());
        warnings.addFirst("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
        return new WriteResult(result.code(), result.json(), result.revision(), warnings);
    }

    /** One method per verb, and those subresources that have a road of their own. */
    private WriteResult decide(WriteRequest request) {
        return switch (request) {
            case WriteRequest.Create r -> {
                Sizes.checkBody(r.body());
                checkServed(r.type(), r.subresource(), Verb.CREATE);
                yield switch (r.subresource()) {
                    case "" -> r.type().gvr().resource().equals("bindings") ? binding.bind(r) : create.create(r);
                    case "binding" -> binding.bind(r);
                    case "eviction" -> eviction.evict(r);
                    default -> throw notAllowed(r.type());
                };
            }
            case WriteRequest.Update r -> {
                Sizes.checkBody(r.body());
                checkServed(r.type(), r.subresource(), Verb.UPDATE);
                yield r.subresource().equals("scale") ? scale.update(r) : update.update(r);
            }
            case WriteRequest.Patch r -> {
                Sizes.checkBody(r.body());
                checkServed(r.type(), r.subresource(), Verb.PATCH);
                yield r.subresource().equals("scale") ? scale.patch(r) : patch.patch(r);
            }
            case WriteRequest.Delete r -> {
                checkServed(r.type(), "", Verb.DELETE);
                yield delete.delete(r);
            }
            case WriteRequest.Connect r -> connect.connect(r);
            case WriteRequest.DeleteCollection r -> {
                checkServed(r.type(), "", Verb.DELETECOLLECTION);
                yield deleteCollection.deleteCollection(r);
            }
        };
    }

    private static void checkServed(ResourceType type, String subresource, Verb verb) {
        boolean served = subresource.isEmpty()
                ? type.verbs().contains(verb)
                : type.subresource(subresource).map(Subresource::verbs).stream()
                        .anyMatch(verbs -> verbs.contains(verb));
        if (!served) {
            throw notAllowed(type);
        }
    }

    private static ApiException notAllowed(ResourceType type) {
        return new ApiException(
                StatusReason.METHOD_NOT_ALLOWED,
                "the server does not allow this method on the requested resource",
                ApiException.Details.of(type.gvr().group(), type.gvr().resource(), ""));
    }

    /** Takes no more requests, and waits for those under way. */
    @Override
    public void close() {
        threads.close();
    }
}
