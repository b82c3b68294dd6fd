package dev.quarterdeck.launcher.fuzz;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.Subresource;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Requests to every resource, by a seed. What they delete and change is in a namespace of their own; the rest of the cluster is asked for dry runs only. */
final class HostileRequests {
    static final String NAMESPACE = "fuzz";

    private static final List<String> NAMES = List.of(
            "a",
            "b",
            "c",
            "kubernetes",
            "fuzz-a",
            "A_B",
            "%2e%2e",
            "%00",
            "x%2Fy",
            "%F0%9F%92%A9",
            "a.b.c",
            "-",
            "x".repeat(300));
    private static final List<String> ACCEPTS = List.of(
            "application/json",
            "application/yaml",
            "application/vnd.kubernetes.protobuf",
            "application/vnd.kubernetes.protobuf,application/json",
            "application/json;as=Table;g=meta.k8s.io;v=v1,application/json",
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
            "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
            "application/cbor",
            "*/*",
            ";;;,,,q=,",
            "text/html;q=0.1, */*;q=");
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json",
            "application/yaml",
            "application/vnd.kubernetes.protobuf",
            "application/cbor",
            "text/plain",
            "application/json; charset=latin1",
            ";");
    private static final List<String> PATCHES = List.of(
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml",
            "application/json");
    private static final List<String> OPTIONS = List.of(
            "limit",
            "continue",
            "resourceVersionMatch",
            "timeoutSeconds",
            "labelSelector",
            "fieldSelector",
            "dryRun",
            "fieldManager",
            "fieldValidation",
            "force",
            "pretty",
            "propagationPolicy",
            "gracePeriodSeconds",
            "orphanDependents",
            "includeObject",
            "sendInitialEvents",
            "allowWatchBookmarks",
            "timeout",
            "exact",
            "export");
    private static final List<String> VALUES = List.of(
            "",
            "1",
            "0",
            "-1",
            "abc",
            "true",
            "All",
            "Exact",
            "NotOlderThan",
            "99999999999999999999",
            "a%3Db",
            "a%20in%20(b,c)",
            "!a",
            "metadata.name%3Da",
            "spec.nodeName%3Dx",
            "%00",
            "%C3%28",
            "Strict",
            "Background",
            "((((",
            "a%3D%3Db,a!%3Dc",
            "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0",
            "1s",
            "-5s",
            "9".repeat(400));

    private final RandomGenerator random;
    private final HostileBodies bodies;
    private final URI server;
    private final List<ResourceType> types =
            List.copyOf(BuiltInResources.catalog().all());

    HostileRequests(URI server, RandomGenerator random) {
        this.server = server;
        this.random = random;
        this.bodies = new HostileBodies(random);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** @param text method, path and headers, to be told where it goes wrong */
    record Made(String text, HttpRequest request) {}

    Made next() {
        ResourceType type = one(types);
        String method = one(List.of(
                "GET", "GET", "GET", "POST", "POST", "PUT", "PATCH", "PATCH", "DELETE", "HEAD", "OPTIONS", "FOO"));
        boolean named = !method.equals("POST") && random.nextInt(3) != 0;
        String name = one(NAMES);
        StringBuilder path = new StringBuilder(
                type.gvr().group().isEmpty()
                        ? "/api/" + type.gvr().version()
                        : "/apis/" + type.gvr().group() + "/" + type.gvr().version());
        boolean inside = type.namespaced() && random.nextInt(12) != 0;
        if (inside) {
            path.append("/namespaces/").append(NAMESPACE);
        }
        path.append('/').append(type.gvr().resource());
        String subresource = "";
        if (named) {
            path.append('/').append(name);
            if (random.nextInt(3) == 0) {
                List<String> all =
                        type.subresources().stream().map(Subresource::name).toList();
                subresource = all.isEmpty() || random.nextInt(8) == 0 ? "none" : one(all);
                path.append('/').append(subresource);
            }
        }
        path.append(query(method, inside, type));
        byte[] body = new byte[0];
        String contentType = one(TYPES);
        if (method.equals("PATCH")) {
            contentType = one(PATCHES);
            body = bodies.patch();
        } else if (method.equals("POST") || method.equals("PUT") || method.equals("DELETE") && random.nextInt(2) == 0) {
            body = contentType.contains("protobuf")
                    ? bodies.protobuf(type.gvr().apiVersion(), type.gvk().kind())
                    : bodies.object(type.gvr().apiVersion(), type.gvk().kind(), name.replaceAll("[^a-z.-]", "x"));
        }
        return made(method, path.toString(), contentType, body);
    }

    private Made made(String method, String path, String contentType, byte[] body) {
        String accept = one(ACCEPTS);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .timeout(Duration.ofSeconds(30))
                .header("Accept", accept)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (body.length > 0 || random.nextBoolean()) {
            request.header("Content-Type", contentType);
        }
        if (random.nextInt(4) == 0) {
            request.header("Accept-Encoding", one(List.of("gzip", "br", "gzip;q=0", "*")));
        }
        return new Made(
                method + " " + path + " Accept: " + accept + " Content-Type: " + contentType + " body "
                        + new String(body, 0, Math.min(300, body.length), java.nio.charset.StandardCharsets.ISO_8859_1),
                request.build());
    }

    private String query(String method, boolean inside, ResourceType type) {
        // first, since the first of several counts: a watch must not outlive the test
        boolean watch = method.equals("GET") && random.nextInt(10) == 0;
        StringBuilder query = new StringBuilder(watch ? "?watch=1&timeoutSeconds=1" : "?x=");
        // what is not the test's own must stay
        if (!inside && !method.equals("GET") && !method.equals("HEAD")) {
            return "?dryRun=All";
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            query.append('&').append(one(OPTIONS)).append('=').append(one(VALUES));
        }
        if (method.equals("GET") && random.nextInt(20) == 0) {
            query.append("&labelSelector=a");
            query.append(",a".repeat(random.nextInt(3) == 0 ? 3_000 : 50));
        }
        return query.toString();
    }
}
