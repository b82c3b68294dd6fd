package dev.quarterdeck.reconcile.client;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects of any kind, read and written through the gateway, typed or as trees. Every change of something that exists carries a precondition: updates the
 * resourceVersion of the object given, deletions its uid. Blocking and thread-safe; failures are {@link ApiException}.
 */
public final class ObjectApi {
    private static final int PAGE = 500;
    private static final byte[] NO_BODY = new byte[0];

    private final ApiTransport transport;
    private final KubernetesSerialization serialization;

    public ObjectApi(ApiTransport transport, KubernetesSerialization serialization) {
        this.transport = transport;
        this.serialization = serialization;
    }

    /** On the connections of {@code client}, which stays the caller's to close. */
    public static ObjectApi of(KubernetesClient client) {
        return of(client, NearbyApi.NONE);
    }

    /** As {@link #of(KubernetesClient)}, by a shorter way where there is one. */
    public static ObjectApi of(KubernetesClient client, NearbyApi nearby) {
        return new ObjectApi(nearby.near(new HttpTransport(client)), client.getKubernetesSerialization());
    }

    public ApiTransport transport() {
        return transport;
    }

    public KubernetesSerialization serialization() {
        return serialization;
    }

    // typed

    /** Reads the object from the server, not from a cache. */
    public <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name)
            throws InterruptedException {
        return find(ApiResource.of(type).path(namespace, name)).map(bytes -> decode(bytes, type));
    }

    public <T extends HasMetadata> List<T> list(Class<T> type, String namespace) throws InterruptedException {
        return list(ApiResource.of(type), namespace).items().stream()
                .map(tree -> serialization.convertValue(tree, type))
                .toList();
    }

    /** @throws ApiException AlreadyExists where there is an object of that name */
    public <T extends HasMetadata> T create(T object) throws InterruptedException {
        String path = resource(object).path(namespace(object));
        return answer("POST", path, ApiRequest.JSON, encode(object), object);
    }

    /** @throws ApiException Conflict where the object is no longer at the resourceVersion that {@code object} carries */
    public <T extends HasMetadata> T update(T object) throws InterruptedException {
        return answer("PUT", path(object), ApiRequest.JSON, encode(object), object);
    }

    /** As {@link #update}, of the status only. */
    public <T extends HasMetadata> T updateStatus(T object) throws InterruptedException {
        return answer("PUT", path(object) + "/status", ApiRequest.JSON, encode(object), object);
    }

    /** As {@link #update}, of a subresource such as {@code finalize}. */
    public <T extends HasMetadata> T updateSubresource(T object, String subresource) throws InterruptedException {
        return answer("PUT", path(object) + "/" + subresource, ApiRequest.JSON, encode(object), object);
    }

    /** Merges {@code patch} into the object (RFC 7396). It is refused where the object has been replaced by another of the same name. */
    public <T extends HasMetadata> T mergePatch(T object, String subresource, ObjectNode patch)
            throws InterruptedException {
        return patch(object, subresource, ApiRequest.MERGE_PATCH, patch);
    }

    /** As {@link #mergePatch}, by the kind's own merge keys, so that lists such as conditions are merged and not replaced. */
    public <T extends HasMetadata> T strategicPatch(T object, String subresource, ObjectNode patch)
            throws InterruptedException {
        return patch(object, subresource, ApiRequest.STRATEGIC_MERGE_PATCH, patch);
    }

    /**
     * As {@link #strategicPatch} for who does not need the object that comes of it.
     *
     * @return its resourceVersion
     */
    public String strategicPatchBriefly(HasMetadata object, String subresource, ObjectNode patch)
            throws InterruptedException {
        withUid(patch, object.getMetadata().getUid());
        return resourceVersion(transport.exchange(new ApiRequest(
                "PATCH", path(object) + "/" + subresource, ApiRequest.STRATEGIC_MERGE_PATCH, Json.write(patch))));
    }

    /** Read from the front: metadata comes before what is long. Empty where there is none. */
    static String resourceVersion(byte[] object) {
        try (JsonParser parser = Json.MAPPER.createParser(object)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean metadata = parser.currentName().equals("metadata");
                parser.nextToken();
                if (!metadata) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    boolean version = parser.currentName().equals("resourceVersion");
                    parser.nextToken();
                    if (version) {
                        return parser.getString();
                    }
                    parser.skipChildren();
                }
                return "";
            }
        }
        return "";
    }

    private <T extends HasMetadata> T patch(T object, String subresource, String contentType, ObjectNode patch)
            throws InterruptedException {
        withUid(patch, object.getMetadata().getUid());
        String path = subresource.isEmpty() ? path(object) : path(object) + "/" + subresource;
        return answer("PATCH", path, contentType, Json.write(patch), object);
    }

    /** Deletes this very object; one that is gone already is no error. */
    public void delete(HasMetadata object, Propagation propagation) throws InterruptedException {
        delete(
                resource(object),
                namespace(object),
                name(object),
                object.getMetadata().getUid(),
                null,
                propagation);
    }

    // as trees

    public Optional<ObjectNode> get(ApiResource resource, String namespace, String name) throws InterruptedException {
        return find(resource.path(namespace, name)).map(Json::read);
    }

    /** All objects at one revision, page by page. */
    public Listing list(ApiResource resource, String namespace) throws InterruptedException {
        return list(resource, namespace, "");
    }

    /** @param parameters further query parameters, each with its leading {@code &} */
    public Listing list(ApiResource resource, String namespace, String parameters) throws InterruptedException {
        List<ObjectNode> items = new ArrayList<>();
        String next = "";
        ObjectNode list;
        do {
            String query = "?limit=" + PAGE + parameters + (next.isEmpty() ? "" : "&continue=" + encode(next));
            list = Json.read(transport.exchange(ApiRequest.get(resource.path(namespace) + query)));
            for (JsonNode item : list.path("items")) {
                if (item instanceof ObjectNode object) {
                    object.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
                    items.add(object);
                }
            }
            next = list.path("metadata").path("continue").asString("");
        } while (!next.isEmpty());
        return new Listing(list.path("metadata").path("resourceVersion").asString(""), items);
    }

    /** @param resourceVersion where a watch may go on from */
    public record Listing(String resourceVersion, List<ObjectNode> items) {}

    /** Merges {@code patch} into the object (RFC 7396); refused where its uid is not {@code uid}. */
    public ObjectNode mergePatch(ApiResource resource, String namespace, String name, String uid, ObjectNode patch)
            throws InterruptedException {
        withUid(patch, uid);
        return Json.read(transport.exchange(
                new ApiRequest("PATCH", resource.path(namespace, name), ApiRequest.MERGE_PATCH, Json.write(patch))));
    }

    /**
     * Deletes the object with this uid and, where given, at this resourceVersion; one that is gone already, or has been replaced by another, is no error.
     *
     * @throws ApiException Conflict where {@code resourceVersion} is given and the object has moved on
     */
    public void delete(
            ApiResource resource,
            String namespace,
            String name,
            @Nullable String uid,
            @Nullable String resourceVersion,
            Propagation propagation)
            throws InterruptedException {
        ObjectNode options = Json.object().put("kind", "DeleteOptions").put("apiVersion", "v1");
        if (propagation != Propagation.DEFAULT) {
            options.put("propagationPolicy", propagation.wireName());
        }
        if (uid != null || resourceVersion != null) {
            ObjectNode preconditions = options.putObject("preconditions");
            if (uid != null) {
                preconditions.put("uid", uid);
            }
            if (resourceVersion != null) {
                preconditions.put("resourceVersion", resourceVersion);
            }
        }
        send(
                new ApiRequest("DELETE", resource.path(namespace, name), ApiRequest.JSON, Json.write(options)),
                resourceVersion != null);
    }

    /** As {@link #delete(HasMetadata, Propagation)} of a pod, with a grace period of its own. */
    public void deleteWithGrace(HasMetadata object, long graceSeconds) throws InterruptedException {
        ObjectNode options = Json.object()
                .put("kind", "DeleteOptions")
                .put("apiVersion", "v1")
                .put("gracePeriodSeconds", graceSeconds);
        options.putObject("preconditions").put("uid", object.getMetadata().getUid());
        send(new ApiRequest("DELETE", path(object), ApiRequest.JSON, Json.write(options)), false);
    }

    private void send(ApiRequest delete, boolean conflictsMatter) throws InterruptedException {
        try {
            transport.exchange(delete);
        } catch (ApiException e) {
            boolean gone = e.code() == StatusReason.NOT_FOUND.code()
                    || (e.code() == StatusReason.CONFLICT.code() && !conflictsMatter);
            if (!gone) {
                throw e;
            }
        }
    }

    private Optional<byte[]> find(String path) throws InterruptedException {
        try {
            return Optional.of(transport.exchange(ApiRequest.get(path)));
        } catch (ApiException e) {
            if (e.code() == StatusReason.NOT_FOUND.code()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private <T extends HasMetadata> T answer(String method, String path, String contentType, byte[] body, T like)
            throws InterruptedException {
        byte[] answer = transport.exchange(new ApiRequest(method, path, contentType, body));
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) like.getClass();
        return decode(answer, type);
    }

    private <T> T decode(byte[] bytes, Class<T> type) {
        return serialization.unmarshal(new String(bytes, StandardCharsets.UTF_8), type);
    }

    private byte[] encode(HasMetadata object) {
        return serialization.asJson(object).getBytes(StandardCharsets.UTF_8);
    }

    private static String encode(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }

    private static void withUid(ObjectNode patch, @Nullable String uid) {
        if (uid != null && !uid.isEmpty()) {
            ObjectNode metadata = patch.get("metadata") instanceof ObjectNode m ? m : patch.putObject("metadata");
            metadata.put("uid", uid);
        }
    }

    private static ApiResource resource(HasMetadata object) {
        return ApiResource.of(object.getClass());
    }

    private static String path(HasMetadata object) {
        return resource(object).path(namespace(object), name(object));
    }

    private static String namespace(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return namespace == null ? "" : namespace;
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }
}
