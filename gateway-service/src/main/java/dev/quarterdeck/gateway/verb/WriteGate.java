package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.flowcontrol.InFlightLimits;
import dev.quarterdeck.gateway.output.ConnectionLoop;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.output.TableOptions;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestId;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** What all writes share: the body in, the request to state-service, its answer out. Connection's thread. */
public final class WriteGate {
    private final Function<WriteRequest, CompletableFuture<WriteResult>> writes;
    private final ObjectOutput output;
    private final InFlightLimits limits;
    private final int maxBody;

    public WriteGate(StateClient state, ObjectOutput output, InFlightLimits limits, int maxBody) {
        this(state::write, output, limits, maxBody);
    }

    /** @param writes the way to state-service, which may look at requests and refuse them */
    public WriteGate(
            Function<WriteRequest, CompletableFuture<WriteResult>> writes,
            ObjectOutput output,
            InFlightLimits limits,
            int maxBody) {
        this.writes = writes;
        this.output = output;
        this.limits = limits;
        this.maxBody = maxBody;
    }

    /** What every write says about itself before its body is read. */
    record Asked(
            RequestInfo request,
            ResourceType type,
            String namespace,
            String name,
            String subresource,
            Query query,
            HttpHeaders headers,
            Caller caller) {}

    /** Makes the request to state-service; its first half is done before the body is read, so that what is refused early costs no body. */
    interface Decision {
        Function<byte[], WriteRequest> on(Asked asked);
    }

    /** Reads what the request asks for, then its body, lets {@code decision} make a request of both, and answers with what comes of it. */
    Mono<Void> write(RequestInfo request, User user, ServerWebExchange exchange, Decision decision) {
        ResourceType type = type(request);
        Query query = Query.of(exchange);
        HttpHeaders headers = exchange.getRequest().getHeaders();
        OutputFormat format = Negotiation.object(exchange);
        TableOptions table = TableOptions.of(format, query);
        Function<byte[], WriteRequest> decide = decision.on(new Asked(
                request,
                type,
                namespace(request, type),
                request.name(),
                request.subresource(),
                query,
                headers,
                caller(user, headers, exchange)));
        return RequestBody.use(
                exchange.getRequest(), limits, maxBody, body -> ConnectionLoop.await(exchange, send(decide.apply(body)))
                        .flatMap(result -> answer(exchange, type, format, table, result)));
    }

    private CompletableFuture<WriteResult> send(WriteRequest request) {
        return writes.apply(request);
    }

    private Mono<Void> answer(
            ServerWebExchange exchange,
            ResourceType type,
            OutputFormat format,
            TableOptions table,
            WriteResult result) {
        for (String warning : result.warnings()) {
            Responses.warn(exchange, warning);
        }
        byte[] body = result.json();
        if (!format.isPlain()) {
            ObjectNode object = Json.read(body);
            String kind = object.path("kind").asString("");
            if (kind.equals("Status")) {
                body = ObjectOutput.encode(format, object);
            } else if (kind.equals(type.listKind()) && object.path("items").isArray()) {
                body = output.servedList(type, format, object, table);
            } else {
                body = output.servedObject(type, format, object, table);
            }
        }
        return Responses.object(exchange, result.code(), format, body);
    }

    private static Caller caller(User user, HttpHeaders headers, ServerWebExchange exchange) {
        String agent = headers.getFirst(HttpHeaders.USER_AGENT);
        return new Caller(
                user.name(),
                user.uid(),
                user.groups(),
                user.extra(),
                agent == null ? "" : agent,
                RequestId.of(exchange));
    }

    private static ResourceType type(RequestInfo request) {
        ResourceType type = request.type();
        if (type == null) {
            throw ApiException.internal("not a served resource");
        }
        return type;
    }

    /** Namespaced resources are written in the namespace of the path. */
    private static String namespace(RequestInfo request, ResourceType type) {
        return type.namespaced() ? request.namespace() : "";
    }
}
