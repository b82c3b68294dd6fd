package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.aggregation.AggregatedApis.Served;
import dev.quarterdeck.kube.object.Json;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks one server what it serves: aggregated discovery, else the list of resources; the index of OpenAPI v3; OpenAPI v2. What did not change since is not sent again.
 * Blocks its (virtual) thread; one at a time.
 */
final class RemoteDocuments {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteDocuments.class);
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";
    private static final String JSON = "application/json";

    private final RemoteServer server;
    private Known discovery = Known.NOTHING;
    private Known openApiV2 = Known.NOTHING;

    /** A document and the tag by which it is asked for again. */
    private record Known(@Nullable ObjectNode tree, String etag) {
        static final Known NOTHING = new Known(null, "");
    }

    RemoteDocuments(RemoteServer server) {
        this.server = server;
    }

    /** Fails where the server does not say what it serves. What it says in OpenAPI it may leave out. */
    Served ask() {
        ApiService service = server.service();
        ObjectNode version = discovery(service);
        return new Served(service, version, openApiV3(service), openApiV2());
    }

    private ObjectNode discovery(ApiService service) {
        RemoteServer.Document answer = get("/apis", AGGREGATED, discovery.etag());
        if (answer.status() == 200 && isAggregated(answer)) {
            discovery = known(answer);
        } else if (answer.status() != 304) {
            if (answer.status() == 503) {
                throw new RemoteServer.Unreachable("discovery answered 503");
            }
            discovery = Known.NOTHING;
            return resources(service);
        }
        return versionOf(discovery.tree(), service);
    }

    private ObjectNode resources(ApiService service) {
        RemoteServer.Document answer = get("/apis/" + service.groupVersion(), JSON, "");
        if (answer.status() != 200) {
            throw new RemoteServer.Unreachable("discovery answered " + answer.status());
        }
        return LegacyDiscovery.versionOf(read(answer), service.version());
    }

    private static boolean isAggregated(RemoteServer.Document answer) {
        String type = answer.headers().getFirst(HttpHeaders.CONTENT_TYPE);
        return type != null && type.contains("as=APIGroupDiscoveryList");
    }

    /** The version with its resources; without any where the server does not know of it. */
    private static ObjectNode versionOf(@Nullable ObjectNode document, ApiService service) {
        if (document != null) {
            for (JsonNode group : document.path("items")) {
                if (group.path("metadata").path("name").stringValue("").equals(service.group())) {
                    for (JsonNode version : group.path("versions")) {
                        if (version.path("version").stringValue("").equals(service.version())
                                && version instanceof ObjectNode found) {
                            return found.deepCopy().put("freshness", "Current");
                        }
                    }
                }
            }
        }
        return Json.object().put("version", service.version()).put("freshness", "Current");
    }

    private String openApiV3(ApiService service) {
        try {
            RemoteServer.Document answer = get("/openapi/v3", JSON, "");
            return answer.status() == 200
                    ? read(answer)
                            .path("paths")
                            .path("apis/" + service.groupVersion())
                            .path("serverRelativeURL")
                            .stringValue("")
                    : "";
        } catch (RuntimeException e) {
            LOG.debug("{}: no OpenAPI v3", service.name(), e);
            return "";
        }
    }

    private @Nullable ObjectNode openApiV2() {
        try {
            RemoteServer.Document answer = get("/openapi/v2", JSON, openApiV2.etag());
            if (answer.status() == 200) {
                openApiV2 = known(answer);
            } else if (answer.status() != 304) {
                openApiV2 = Known.NOTHING;
            }
        } catch (RuntimeException e) {
            LOG.debug("{}: no OpenAPI v2", server.service().name(), e);
        }
        return openApiV2.tree();
    }

    private static Known known(RemoteServer.Document answer) {
        String etag = answer.headers().getFirst(HttpHeaders.ETAG);
        return new Known(read(answer), etag == null ? "" : etag);
    }

    private static ObjectNode read(RemoteServer.Document answer) {
        try {
            return Json.read(answer.body());
        } catch (JacksonException | IllegalArgumentException e) {
            throw new RemoteServer.Unreachable("an answer is no JSON object");
        }
    }

    private RemoteServer.Document get(String path, String accept, String etag) {
        try {
            return server.ask(path, accept, etag).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new RemoteServer.Unreachable(String.valueOf(e.getCause()));
        }
    }
}
