package dev.quarterdeck.gateway.protobuf;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.Locale;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Shows handlers a protobuf request as the JSON request it stands for. Thread-safe. */
public final class ProtobufExchange {
    private final ProtobufBody bodies;
    private final int maxBody;

    /** @param maxBody as for all bodies, in bytes of the protobuf form */
    public ProtobufExchange(ProtobufBody bodies, int maxBody) {
        this.bodies = bodies;
        this.maxBody = maxBody;
    }

    /** The exchange itself, where its body is no protobuf. */
    public ServerWebExchange asJson(ServerWebExchange exchange) {
        String type = exchange.getRequest().getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(ProtobufBody.MEDIA_TYPE)) {
            return exchange;
        }
        return exchange.mutate().request(new JsonRequest(exchange.getRequest())).build();
    }

    private final class JsonRequest extends ServerHttpRequestDecorator {
        private final HttpHeaders headers;

        JsonRequest(ServerHttpRequest request) {
            super(request);
            headers = new HttpHeaders(request.getHeaders());
            headers.setContentType(MediaType.APPLICATION_JSON);
            headers.remove(HttpHeaders.CONTENT_LENGTH);
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return DataBufferUtils.join(super.getBody(), maxBody)
                    .onErrorMap(
                            DataBufferLimitException.class,
                            e -> new ApiException(
                                    StatusReason.REQUEST_ENTITY_TOO_LARGE,
                                    "Request entity too large: limit is " + maxBody,
                                    ApiException.Details.NONE))
                    .flatMap(buffer -> {
                        byte[] bytes = new byte[buffer.readableByteCount()];
                        buffer.read(bytes);
                        DataBufferUtils.release(buffer);
                        byte[] json = bodies.toJson(bytes);
                        return json.length == 0
                                ? Mono.<DataBuffer>empty()
                                : Mono.just(buffer.factory().wrap(json));
                    })
                    .flux();
        }
    }
}
