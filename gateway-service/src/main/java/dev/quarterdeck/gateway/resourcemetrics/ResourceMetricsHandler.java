package dev.quarterdeck.gateway.resourcemetrics;

import dev.quarterdeck.gateway.aggregation.ApiServices;
import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.output.TableOptions;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.route.View;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.List;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * GET and LIST of NodeMetrics and PodMetrics, with their documents, while an APIService says that this server answers them itself. Lists are not paged. Connection's
 * thread and those that read summaries.
 */
public final class ResourceMetricsHandler implements RequestHandler {
    private static final String DISCOVERY = "/apis/" + MetricsApi.NAME;

    private final ApiServices services;
    private final MetricsReader reader;
    private final MetricsApi api;

    public ResourceMetricsHandler(ApiServices services, MetricsReader reader, MetricsApi api) {
        this.services = services;
        this.reader = reader;
        this.api = api;
    }

    @Override
    public boolean handles(RequestInfo request) {
        boolean claimed = request.resource().isEmpty()
                ? isDocument(request.path())
                : request.group().equals(MetricsApi.GROUP) && request.version().equals(MetricsApi.VERSION);
        return claimed
                && request.view().equals(View.NOW)
                && services.state().local().containsKey(MetricsApi.NAME);
    }

    private static boolean isDocument(String path) {
        return path.equals(DISCOVERY) || path.equals(DISCOVERY + "/") || path.equals(MetricsApi.OPEN_API);
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        if (request.resource().isEmpty()) {
            return document(request, exchange);
        }
        ResourceType type =
                switch (request.resource()) {
                    case "nodes" -> MetricsApi.NODES;
                    case "pods" -> MetricsApi.PODS;
                    default -> throw notFound();
                };
        check(request, type);
        return request.verb().equals("get") ? get(type, request, exchange) : list(type, request, exchange);
    }

    private static void check(RequestInfo request, ResourceType type) {
        boolean misplaced = !request.subresource().isEmpty()
                || !type.namespaced() && !request.namespace().isEmpty()
                || type.namespaced()
                        && request.namespace().isEmpty()
                        && request.verb().equals("get");
        if (misplaced) {
            throw notFound();
        }
        if (!request.verb().equals("get") && !request.verb().equals("list")) {
            throw notAllowed();
        }
    }

    private Mono<Void> document(RequestInfo request, ServerWebExchange exchange) {
        if (!request.verb().equals("get")) {
            throw notAllowed();
        }
        if (request.path().equals(MetricsApi.OPEN_API)) {
            Negotiation.jsonOnly(exchange);
            return Responses.bytes(exchange, 200, "application/json", api.openApi());
        }
        OutputFormat format = readable(Negotiation.document(exchange, true), exchange);
        byte[] body = ObjectOutput.encode(format, MetricsApi.resources());
        return Responses.bytes(exchange, 200, format.encoding().mediaType(), body);
    }

    private Mono<Void> get(ResourceType type, RequestInfo request, ServerWebExchange exchange) {
        OutputFormat format = readable(Negotiation.object(exchange), exchange);
        TableOptions table = TableOptions.of(format, Query.of(exchange));
        if (format.shape() == OutputFormat.Shape.PARTIAL_LIST) {
            throw notAcceptable("you requested PartialObjectMetadataList, but the requested object is not a list");
        }
        return reader.get(type, request.namespace(), request.name()).flatMap(metrics -> {
            ObjectNode whole = MetricsObjects.kind(type, "", metrics);
            ObjectNode shown =
                    switch (format.shape()) {
                        case TABLE -> table(type, format, table, List.of(metrics));
                        case PARTIAL, PARTIAL_LIST -> ObjectOutput.partial(format, whole);
                        case OBJECT -> whole;
                    };
            return Responses.object(exchange, 200, format, ObjectOutput.encode(format, shown));
        });
    }

    private Mono<Void> list(ResourceType type, RequestInfo request, ServerWebExchange exchange) {
        Query query = Query.of(exchange);
        OutputFormat format = readable(Negotiation.list(exchange), exchange);
        ObjectOutput.checkList(type, format);
        TableOptions table = TableOptions.of(format, query);
        return reader.list(type, request.namespace(), query.text("labelSelector"), query.text("fieldSelector"))
                .flatMap(all -> {
                    ObjectNode shown =
                            switch (format.shape()) {
                                case TABLE -> table(type, format, table, all);
                                case PARTIAL, PARTIAL_LIST -> partial(format, all);
                                case OBJECT -> items(type, all);
                            };
                    return Responses.object(exchange, 200, format, ObjectOutput.encode(format, shown));
                });
    }

    private static ObjectNode items(ResourceType type, List<ObjectNode> all) {
        ObjectNode list = Json.object();
        list.putObject("metadata");
        list.putArray("items").addAll(all);
        return MetricsObjects.kind(type, "List", list);
    }

    private static ObjectNode partial(OutputFormat format, List<ObjectNode> all) {
        ObjectNode list = Json.object()
                .put("kind", "PartialObjectMetadataList")
                .put("apiVersion", "meta.k8s.io/" + format.metaVersion());
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        all.forEach(metrics -> items.add(ObjectOutput.partial(format, metrics)));
        return list;
    }

    private static ObjectNode table(
            ResourceType type, OutputFormat format, TableOptions options, List<ObjectNode> all) {
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/" + format.metaVersion());
        table.putObject("metadata");
        ArrayNode columns = table.putArray("columnDefinitions");
        if (!options.noHeaders()) {
            MetricsObjects.columns(columns);
        }
        ArrayNode rows = table.putArray("rows");
        for (ObjectNode metrics : all) {
            ObjectNode row = rows.addObject();
            row.set("cells", MetricsObjects.cells(metrics));
            switch (options.include()) {
                case NONE -> {}
                case METADATA -> row.set("object", ObjectOutput.partial(format, metrics));
                case OBJECT -> row.set("object", MetricsObjects.kind(type, "", metrics));
            }
        }
        return table;
    }

    /** These kinds have no protobuf form here: a client that takes something else as well gets that. */
    private static OutputFormat readable(OutputFormat format, ServerWebExchange exchange) {
        if (format.encoding() != OutputFormat.Encoding.PROTOBUF) {
            return format;
        }
        if (Negotiation.firstOf(exchange, List.of("application/json")) == null) {
            throw notAcceptable("only the following media types are accepted: application/json, application/yaml");
        }
        return new OutputFormat(OutputFormat.Encoding.JSON, format.shape(), format.metaVersion(), format.pretty());
    }

    private static ApiException notAcceptable(String message) {
        return new ApiException(StatusReason.NOT_ACCEPTABLE, message, ApiException.Details.NONE);
    }

    private static ApiException notFound() {
        return new ApiException(
                StatusReason.NOT_FOUND,
                "the server could not find the requested resource",
                ApiException.Details.of("", "", ""));
    }

    private static ApiException notAllowed() {
        return new ApiException(
                StatusReason.METHOD_NOT_ALLOWED,
                "the server does not allow this method on the requested resource",
                ApiException.Details.of("", "", ""));
    }
}
