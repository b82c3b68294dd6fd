package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.ConnectionLoop;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.route.RequestId;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.Subresource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Asks state-service's admission before a stream or a proxy is opened: CONNECT, with the options of the request as its object. Connection's thread. */
public final class ConnectAdmission {
    private final Function<WriteRequest, CompletableFuture<WriteResult>> state;

    public ConnectAdmission(Function<WriteRequest, CompletableFuture<WriteResult>> state) {
        this.state = state;
    }

    /** Completes where nobody minds; fails with the refusal. */
    Mono<Void> admit(RequestInfo request, User user, ServerWebExchange exchange) {
        ResourceType type = request.type();
        if (type == null) {
            return Mono.empty();
        }
        String agent = exchange.getRequest().getHeaders().getFirst(HttpHeaders.USER_AGENT);
        WriteRequest connect = new WriteRequest.Connect(
                type,
                type.namespaced() ? request.namespace() : "",
                request.name(),
                request.subresource(),
                Json.write(options(request, type, exchange.getRequest().getQueryParams())),
                new Caller(
                        user.name(),
                        user.uid(),
                        user.groups(),
                        user.extra(),
                        agent == null ? "" : agent,
                        RequestId.of(exchange)));
        return ConnectionLoop.await(exchange, state.apply(connect))
                .doOnNext(result -> result.warnings().forEach(text -> Responses.warn(exchange, text)))
                .then();
    }

    private static ObjectNode options(RequestInfo request, ResourceType type, MultiValueMap<String, String> query) {
        GroupVersionKind kind =
                type.subresource(request.subresource()).map(Subresource::kind).orElse(type.gvk());
        ObjectNode options = Json.object().put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
        switch (request.subresource()) {
            case "exec", "attach" -> {
                for (String flag : List.of("stdin", "stdout", "stderr", "tty")) {
                    if (LogOptions.flag(query, flag)) {
                        options.put(flag, true);
                    }
                }
                text(options, "container", query.getFirst("container"));
                if (request.subresource().equals("exec")) {
                    query.getOrDefault("command", List.of()).forEach(options.withArray("command")::add);
                }
            }
            case "portforward" -> ports(options, query.getOrDefault("ports", List.of()));
            default -> text(options, "path", request.subpath());
        }
        return options;
    }

    private static void text(ObjectNode options, String field, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            options.put(field, value);
        }
    }

    /** What is no number is refused later, by what opens the stream. */
    private static void ports(ObjectNode options, List<String> values) {
        for (String value : values) {
            for (String port : value.split(",")) {
                if (port.matches("[0-9]{1,5}")) {
                    options.withArray("ports").add(Integer.parseInt(port));
                }
            }
        }
    }
}
