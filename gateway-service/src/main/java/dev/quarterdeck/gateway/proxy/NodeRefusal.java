package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.ApiException.Cause;
import dev.quarterdeck.kube.status.ApiException.Details;
import dev.quarterdeck.kube.status.StatusReason;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Puts a node's refusal into a Status, as the reference does. */
final class NodeRefusal {
    private static final int MAX_BYTES = 50_000;

    private NodeRefusal() {}

    /** @param resource {@code pods/log}, {@code pods/exec} */
    static ApiException of(int status, String text, String resource, String name) {
        String message = text.strip();
        return switch (status) {
            case 500 -> ApiException.internal(message);
            case 400 -> ApiException.badRequest(message);
            default -> generic(status, message, resource, name);
        };
    }

    private static ApiException generic(int status, String text, String resource, String name) {
        StatusReason reason =
                switch (status) {
                    case 401 -> StatusReason.UNAUTHORIZED;
                    case 403 -> StatusReason.FORBIDDEN;
                    case 404 -> StatusReason.NOT_FOUND;
                    case 405 -> StatusReason.METHOD_NOT_ALLOWED;
                    case 429 -> StatusReason.TOO_MANY_REQUESTS;
                    case 503 -> StatusReason.SERVICE_UNAVAILABLE;
                    case 504 -> StatusReason.TIMEOUT;
                    default -> StatusReason.INTERNAL_ERROR;
                };
        String head =
                switch (status) {
                    case 401 -> "the server has asked for the client to provide credentials";
                    case 403 -> text.isEmpty() ? "unknown" : text;
                    case 404 -> "the server could not find the requested resource";
                    case 405 -> "the server does not allow this method on the requested resource";
                    case 429 -> "the server has received too many requests and has asked us to try again later";
                    case 503 -> "the server is currently unable to handle the request";
                    case 504 -> "the server was unable to return a response in the time allotted";
                    default ->
                        "the server responded with the status code " + status + " but did not return more information";
                };
        List<Cause> causes = text.isEmpty() ? List.of() : List.of(new Cause("UnexpectedServerResponse", text, ""));
        return new ApiException(
                reason,
                status,
                head + " ( " + resource + " " + name + ")",
                new Details(name, null, resource, null, causes, 0));
    }

    /** The first part of a body; the rest is dropped. */
    static Mono<String> text(Flux<ByteBuf> body) {
        return body.<StringBuilder>reduceWith(StringBuilder::new, (all, buffer) -> {
                    int room = MAX_BYTES - all.length();
                    if (room > 0) {
                        all.append(buffer.toString(
                                buffer.readerIndex(), Math.min(room, buffer.readableBytes()), StandardCharsets.UTF_8));
                    }
                    return all;
                })
                .map(StringBuilder::toString);
    }
}
