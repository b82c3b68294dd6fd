package dev.quarterdeck.gateway.testing;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.flowcontrol.InFlightLimits;
import dev.quarterdeck.gateway.lookup.PostedObject;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.codec.ObjectDecoder;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import tools.jackson.databind.node.ObjectNode;

/** Posts an object to a handler, as the dispatcher would once it has authorized the request. */
public final class Posting {
    public static final PostedObject BODIES =
            new PostedObject(new ObjectDecoder(SchemaCatalog.builtIn()), new InFlightLimits(64 << 20), 3 << 20);

    private Posting() {}

    public static User user(String name, String... groups) {
        return new User(name, "", List.of(groups), Map.of());
    }

    public static RequestInfo create(String group, String resource, String subresource, String namespace, String name) {
        return new RequestInfo("create", "/apis/x", group, "v1", resource, subresource, namespace, name, "", null);
    }

    public static RequestInfo get(String path) {
        return new RequestInfo("get", path, "", "", "", "", "", "", "", null);
    }

    /** The answer's object; failures are thrown. */
    public static ObjectNode post(RequestHandler handler, RequestInfo request, User user, String body) {
        return post(handler, request, user, body, MediaType.APPLICATION_JSON_VALUE);
    }

    /** The answer's object; failures are thrown. */
    public static ObjectNode post(RequestHandler handler, RequestInfo request, User user, String body, String accept) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/apis/x")
                .contentType(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.ACCEPT, accept)
                .body(body));
        if (!handler.handles(request)) {
            throw new AssertionError("not handled: " + request);
        }
        handler.handle(request, user, exchange).block();
        if (exchange.getResponse().getStatusCode() != HttpStatus.CREATED) {
            throw new AssertionError(exchange.getResponse().getStatusCode());
        }
        return answer(exchange);
    }

    public static ObjectNode get(RequestHandler handler, String path) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get(path));
        handler.handle(get(path), User.ANONYMOUS, exchange).block();
        return answer(exchange);
    }

    private static ObjectNode answer(MockServerWebExchange exchange) {
        String text = exchange.getResponse().getBodyAsString().block();
        return Json.read((text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
    }
}
