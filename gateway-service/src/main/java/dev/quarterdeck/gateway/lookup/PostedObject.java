package dev.quarterdeck.gateway.lookup;

import dev.quarterdeck.kube.codec.FieldValidation;
import dev.quarterdeck.kube.codec.ObjectDecoder;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.ApiException.Details;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.function.Function;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Reads an object that is a question, and answers it with an object: reviews, token requests. At most 3 MiB are read. */
public final class PostedObject {
    private static final int MAX_BYTES = 3 * 1024 * 1024;

    private final ObjectDecoder decoder;

    public PostedObject(ObjectDecoder decoder) {
        this.decoder = decoder;
    }

    /** Answers 201 with what {@code answer} makes of the body; an empty answer is the body itself, changed in place. */
    public Mono<Void> answer(
            ServerWebExchange exchange, GroupVersionKind kind, Function<ObjectNode, Mono<ObjectNode>> answer) {
        return read(exchange)
                .map(body -> decode(exchange, kind, body))
                .flatMap(question -> answer.apply(question).defaultIfEmpty(question))
                .flatMap(object -> write(exchange, object));
    }

    private static Mono<byte[]> read(ServerWebExchange exchange) {
        return DataBufferUtils.join(exchange.getRequest().getBody(), MAX_BYTES)
                .map(buffer -> {
                    byte[] bytes = new byte[buffer.readableByteCount()];
                    buffer.read(bytes);
                    DataBufferUtils.release(buffer);
                    return bytes;
                })
                .defaultIfEmpty(new byte[0])
                .onErrorMap(DataBufferLimitException.class, e -> tooLarge());
    }

    private static ApiException tooLarge() {
        return new ApiException(
                StatusReason.REQUEST_ENTITY_TOO_LARGE, "Request entity too large: limit is " + MAX_BYTES, Details.NONE);
    }

    private ObjectNode decode(ServerWebExchange exchange, GroupVersionKind kind, byte[] body) {
        String asked = exchange.getRequest().getQueryParams().getFirst("fieldValidation");
        FieldValidation validation = FieldValidation.parse(asked).orElse(FieldValidation.WARN);
        String contentType = exchange.getRequest().getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
        ObjectDecoder.DecodedObject decoded = decoder.decode(body, contentType, kind, validation);
        HttpHeaders headers = exchange.getResponse().getHeaders();
        decoded.warnings()
                .forEach(w -> headers.add(
                        HttpHeaders.WARNING,
                        "299 - \"" + w.replace("\\", "\\\\").replace("\"", "\\\"") + '"'));
        return decoded.object();
    }

    private static Mono<Void> write(ServerWebExchange exchange, ObjectNode object) {
        byte[] body = Json.write(object);
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.CREATED);
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }
}
