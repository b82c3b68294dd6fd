package dev.quarterdeck.gateway.resourcemetrics;

import dev.quarterdeck.gateway.aggregation.AggregatedApis.Served;
import dev.quarterdeck.gateway.aggregation.ApiService;
import dev.quarterdeck.gateway.aggregation.LocalApi;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.kube.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** metrics.k8s.io/v1beta1 as discovery and OpenAPI v3 show it; it has no part in OpenAPI v2, which is then left as it is. Immutable. */
public final class MetricsApi implements LocalApi {
    static final String GROUP = "metrics.k8s.io";
    static final String VERSION = "v1beta1";
    static final String NAME = GROUP + "/" + VERSION;
    static final String OPEN_API = "/openapi/v3/apis/" + NAME;
    private static final Set<Verb> VERBS = Set.of(Verb.GET, Verb.LIST);

    static final ResourceType NODES = type("nodes", "NodeMetrics", false);
    static final ResourceType PODS = type("pods", "PodMetrics", true);

    private final byte[] openApi;

    public MetricsApi() {
        try (InputStream in =
                Objects.requireNonNull(MetricsApi.class.getResourceAsStream("/openapi/metrics.k8s.io.json"))) {
            openApi = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ResourceType type(String plural, String kind, boolean namespaced) {
        return new ResourceType(
                new GroupVersionResource(GROUP, VERSION, plural),
                new GroupVersionKind(GROUP, VERSION, kind),
                "",
                namespaced,
                List.of(),
                List.of(),
                VERBS,
                List.of(),
                null,
                null);
    }

    @Override
    public String groupVersion() {
        return NAME;
    }

    @Override
    public Served served(ApiService service) {
        ObjectNode version = Json.object().put("version", VERSION);
        ArrayNode resources = version.putArray("resources");
        for (ResourceType type : List.of(NODES, PODS)) {
            ObjectNode resource =
                    resources.addObject().put("resource", type.gvr().resource());
            resource.putObject("responseKind")
                    .put("group", "")
                    .put("version", "")
                    .put("kind", type.gvk().kind());
            resource.put("scope", type.namespaced() ? "Namespaced" : "Cluster").put("singularResource", "");
            resource.putArray("verbs").add("get").add("list");
        }
        return new Served(service, version.put("freshness", "Current"), OPEN_API, null);
    }

    /** {@code APIResourceList}. */
    static ObjectNode resources() {
        ObjectNode list = Json.object()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", NAME);
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : List.of(NODES, PODS)) {
            resources
                    .addObject()
                    .put("name", type.gvr().resource())
                    .put("singularName", "")
                    .put("namespaced", type.namespaced())
                    .put("kind", type.gvk().kind())
                    .putArray("verbs")
                    .add("get")
                    .add("list");
        }
        return list;
    }

    byte[] openApi() {
        return openApi;
    }
}
