package dev.quarterdeck.controller.scale;

import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.client.ObjectApi;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Finds what a reference names, and reads and sets its number of replicas. Thread-safe. */
public final class ScaleTargets {
    private final ObjectApi api;
    private final ServedResources served;

    public ScaleTargets(ObjectApi api, ServedResources served) {
        this.api = api;
        this.served = served;
    }

    /** The resources of this group and kind, in each version they are served in. */
    public List<ApiResource> resources(String apiVersion, String kind) {
        return types(apiVersion, kind).map(ApiResource::of).toList();
    }

    private Stream<ResourceType> types(String apiVersion, String kind) {
        String group = GroupVersionKind.of(apiVersion, kind).group();
        return served.now().all().stream()
                .filter(type ->
                        type.gvk().kind().equals(kind) && type.gvk().group().equals(group));
    }

    /** The resource of this group and kind, such as {@code jobs.batch}, where it is served and none of its versions has a scale. */
    public Optional<String> withoutScale(String apiVersion, String kind) {
        List<ResourceType> all = types(apiVersion, kind).toList();
        boolean scaled = all.stream()
                .flatMap(type -> type.subresources().stream())
                .anyMatch(sub -> sub.name().equals("scale"));
        return all.isEmpty() || scaled
                ? Optional.empty()
                : Optional.of(all.getFirst().gvr().resource() + "."
                        + all.getFirst().gvr().group());
    }

    /**
     * @return empty where no resource of this group and kind is served
     * @throws ApiException the first answer where no version of it has such an object, or none with a scale
     */
    public Optional<Scale> find(String apiVersion, String kind, String namespace, String name)
            throws InterruptedException {
        Optional<ApiException> first = Optional.empty();
        for (ApiResource resource : resources(apiVersion, kind)) {
            try {
                String path = resource.path(namespace, name) + "/scale";
                return Optional.of(new Scale(path, Json.read(api.transport().exchange(ApiRequest.get(path)))));
            } catch (ApiException e) {
                first = first.or(() -> Optional.of(e));
            }
        }
        if (first.isPresent()) {
            throw first.get();
        }
        return Optional.empty();
    }

    /** @throws ApiException Conflict where the object has changed since */
    public void set(Scale scale, int replicas) throws InterruptedException {
        ObjectNode tree = scale.tree().deepCopy();
        tree.putObject("spec").put("replicas", replicas);
        api.transport().exchange(new ApiRequest("PUT", scale.path(), ApiRequest.JSON, Json.write(tree)));
    }

    /** @param path of the subresource */
    public record Scale(String path, ObjectNode tree) {
        public String uid() {
            return tree.path("metadata").path("uid").asString("");
        }

        /** As wanted. */
        public int replicas() {
            return tree.path("spec").path("replicas").intValue(0);
        }

        /** As counted. */
        public int counted() {
            return tree.path("status").path("replicas").intValue(0);
        }

        /** As a query would write it; empty for none. */
        public String selector() {
            return tree.path("status").path("selector").asString("");
        }
    }
}
