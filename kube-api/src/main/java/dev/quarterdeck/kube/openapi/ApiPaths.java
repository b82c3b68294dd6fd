package dev.quarterdeck.kube.openapi;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.openapi.Operation.Response;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All paths of a server, by the document of OpenAPI v3 that they belong to: {@code api/v1}, {@code apis/apps/v1}, {@code apis/apps}, {@code version} ...
 */
final class ApiPaths {

    private static final String META = ResourcePaths.META;

    private ApiPaths() {}

    static SortedMap<String, List<PathItem>> of(List<ResourceType> types, SchemaCatalog schemas) {
        SortedMap<String, List<PathItem>> documents = new TreeMap<>();
        put(
                documents,
                "api",
                discovery("/api/", "getCoreAPIVersions", "get available API versions", "core", "APIVersions"));
        put(
                documents,
                "apis",
                discovery("/apis/", "getAPIVersions", "get available API versions", "apis", "APIGroupList"));
        put(documents, "version", version());
        put(
                documents,
                ".well-known/openid-configuration",
                text(
                        "/.well-known/openid-configuration/",
                        "getServiceAccountIssuerOpenIDConfiguration",
                        "get the OpenID configuration of the issuer of service account tokens",
                        "WellKnown",
                        "application/json"));
        put(
                documents,
                "openid/v1/jwks",
                text(
                        "/openid/v1/jwks/",
                        "getServiceAccountIssuerOpenIDKeyset",
                        "get the public keys that verify service account tokens",
                        "openid",
                        "application/jwk-set+json"));
        for (ResourceType type : types) {
            String group = type.gvr().group();
            String version = type.gvr().version();
            ApiName api = ApiName.of(type.gvr());
            String document = api.path().substring(1);
            if (!group.isEmpty() && !documents.containsKey("apis/" + group)) {
                String camel = ApiName.camelGroup(group);
                String id = "get" + camel + "APIGroup";
                String path = "/apis/" + group + "/";
                put(
                        documents,
                        "apis/" + group,
                        discovery(path, id, "get information of a group", ApiName.small(camel), "APIGroup"));
            }
            if (!documents.containsKey(document)) {
                String id = "get" + api.camel() + "APIResources";
                put(
                        documents,
                        document,
                        discovery(
                                api.path() + "/",
                                id,
                                "get available resources",
                                ApiName.of(group, version).tag(),
                                "APIResourceList"));
            }
            documents.getOrDefault(document, new ArrayList<>()).addAll(new ResourcePaths(type, schemas).all());
        }
        return documents;
    }

    private static void put(SortedMap<String, List<PathItem>> documents, String name, PathItem item) {
        documents.computeIfAbsent(name, n -> new ArrayList<>()).add(item);
    }

    private static PathItem discovery(String path, String id, String description, String tag, String answer) {
        return get(path, id, description, tag, META + answer, ResourcePaths.OBJECT_TYPES, ResourcePaths.OBJECT_TYPES);
    }

    private static PathItem version() {
        List<String> json = List.of("application/json");
        String description = "get the version information for this server";
        return get(
                "/version/",
                "getCodeVersion",
                description,
                "version",
                "io.k8s.apimachinery.pkg.version.Info",
                json,
                json);
    }

    private static PathItem text(String path, String id, String description, String tag, String mediaType) {
        return get(path, id, description, tag, "string", List.of(), List.of(mediaType));
    }

    private static PathItem get(
            String path,
            String id,
            String description,
            String tag,
            String answer,
            List<String> consumes,
            List<String> produces) {
        Operation get = new Operation(
                "get",
                id,
                description,
                tag,
                null,
                null,
                List.of(),
                null,
                consumes,
                produces,
                List.of(Response.ok(answer), Response.UNAUTHORIZED));
        return new PathItem(path, List.of(get));
    }
}
