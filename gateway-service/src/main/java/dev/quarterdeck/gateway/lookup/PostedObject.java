package dev.quarterdeck.gateway.lookup;

import dev.quarterdeck.gateway.flowcontrol.InFlightLimits;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.verb.RequestBody;
import dev.quarterdeck.kube.codec.FieldValidation;
import dev.quarterdeck.kube.codec.ObjectDecoder;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.Locale;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Reads an object that is a question, and answers it with an object: reviews, token requests. Bodies are bounded as those of writes are. */
public final class PostedObject {
    private final ObjectDecoder decoder;
    private final InFlightLimits limits;
    private final int maxBytes;

    public PostedObject(ObjectDecoder decoder, InFlightLimits limits, int maxBytes) {
        this.decoder = decoder;
        this.limits = limits;
        this.maxBytes = maxBytes;
    }

    /** Answers 201 with what {@code answer} makes of the body; an empty answer is the body itself, changed in place. Such objects have no other shape. */
    public Mono<Void> answer(
            ServerWebExchange exchange, GroupVersionKind kind, Function<ObjectNode, Mono<ObjectNode>> answer) {
        OutputFormat format = Negotiation.object(exchange);
        if (format.shape() != OutputFormat.Shape.OBJECT) {
            throw new ApiException(
                    StatusReason.NOT_ACCEPTABLE,
                    "the resource " + kind.kind().toLowerCase(Locale.ROOT) + "s." + kind.group()
                            + " does not support being converted to a Table",
                    ApiException.Details.NONE);
        }
        return RequestBody.use(exchange.getRequest(), limits, maxBytes, body -> {
            ObjectNode question = decode(exchange, kind, body);
            return answer.apply(question)
                    .defaultIfEmpty(question)
                    .flatMap(object -> Responses.bytes(
                            exchange, 201, format.encoding().mediaType(), ObjectOutput.encode(format, object)));
        });
    }

    private ObjectNode decode(ServerWebExchange exchange, GroupVersionKind kind, byte[] body) {
        String asked = Query.of(exchange).first("fieldValidation");
        FieldValidation validation = FieldValidation.parse(asked).orElse(FieldValidation.WARN);
        String contentType = exchange.getRequest().getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
        ObjectDecoder.DecodedObject decoded = decoder.decode(body, contentType, kind, validation);
        decoded.warnings().forEach(warning -> Responses.warn(exchange, warning));
        return decoded.object();
    }
}
