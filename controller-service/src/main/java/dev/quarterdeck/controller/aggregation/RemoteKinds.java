package dev.quarterdeck.controller.aggregation;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.client.ObjectApi;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks the other API servers what they serve: one LIST of APIServices, and one question for each that leads to a server. Versions that are built in are never another
 * server's. Keeps nothing. Thread-safe; blocks.
 */
public final class RemoteKinds {
    public static final StoredResource API_SERVICES = new StoredResource("apiregistration.k8s.io", "apiservices");
    private static final ApiResource RESOURCE =
            new ApiResource("apiregistration.k8s.io", "v1", "apiservices", "APIService", false);

    private final ObjectApi api;
    private final Set<String> builtIn = BuiltInResources.catalog().all().stream()
            .map(type -> type.gvr().apiVersion())
            .collect(Collectors.toUnmodifiableSet());

    /**
     * What was said.
     *
     * @param kinds of one group: the versions it prefers first
     * @param failed group versions that did not say
     */
    public record Found(List<RemoteKind> kinds, SortedSet<String> failed) {
        public static final Found NOTHING = new Found(List.of(), new TreeSet<>());

        public boolean isEmpty() {
            return kinds.isEmpty() && failed.isEmpty();
        }

        /** Each resource once, in the version that its group prefers. */
        public List<RemoteKind> preferred() {
            Map<StoredResource, RemoteKind> first = new LinkedHashMap<>();
            kinds.forEach(kind -> first.putIfAbsent(kind.stored(), kind));
            return List.copyOf(first.values());
        }

        public Optional<ApiResource> find(String apiVersion, String kind) {
            return kinds.stream()
                    .map(RemoteKind::resource)
                    .filter(r -> r.apiVersion().equals(apiVersion) && r.kind().equals(kind))
                    .findFirst();
        }

        public boolean hasFailed(String group) {
            return failed.stream().anyMatch(version -> version.startsWith(group + "/"));
        }
    }

    private record Version(String group, String version, int priority) {
        String name() {
            return group + "/" + version;
        }
    }

    public RemoteKinds(ObjectApi api) {
        this.api = api;
    }

    /** @throws ApiException where APIServices cannot be listed; a server that does not answer is part of the result */
    public Found ask() throws InterruptedException {
        List<RemoteKind> kinds = new ArrayList<>();
        SortedSet<String> failed = new TreeSet<>();
        for (Version version : versions()) {
            try {
                byte[] said = api.transport().exchange(ApiRequest.get("/apis/" + version.name()));
                read(version, Json.read(said), kinds);
            } catch (ApiException | IllegalArgumentException e) {
                failed.add(version.name());
            }
        }
        return kinds.isEmpty() && failed.isEmpty() ? Found.NOTHING : new Found(kinds, failed);
    }

    private List<Version> versions() throws InterruptedException {
        List<Version> versions = new ArrayList<>();
        for (ObjectNode service : api.list(RESOURCE, "").items()) {
            JsonNode spec = service.path("spec");
            Version version = new Version(
                    spec.path("group").asString(""),
                    spec.path("version").asString(""),
                    spec.path("versionPriority").asInt(0));
            if (spec.path("service").isObject() && !builtIn.contains(version.name())) {
                versions.add(version);
            }
        }
        versions.sort(Comparator.comparing(Version::group)
                .thenComparing(Comparator.comparingInt(Version::priority).reversed())
                .thenComparing(Version::version));
        return versions;
    }

    private static void read(Version version, ObjectNode list, List<RemoteKind> kinds) {
        for (JsonNode resource : list.path("resources")) {
            String name = resource.path("name").asString("");
            if (name.isEmpty() || name.contains("/")) {
                continue;
            }
            Set<String> verbs = new HashSet<>();
            resource.path("verbs").forEach(verb -> verbs.add(verb.asString("")));
            kinds.add(new RemoteKind(
                    new ApiResource(
                            version.group(),
                            version.version(),
                            name,
                            resource.path("kind").asString(""),
                            resource.path("namespaced").asBoolean(false)),
                    verbs));
        }
    }
}
