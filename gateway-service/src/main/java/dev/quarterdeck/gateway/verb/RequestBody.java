package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.gateway.flowcontrol.InFlightLimits;
import dev.quarterdeck.gateway.output.Breakage;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.Arrays;
import java.util.function.Function;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/**
 * Collects a request's body, up to a limit, and counts its bytes against what all requests may hold together until the request is answered. Confined to
 * one request.
 */
public final class RequestBody {
    private final InFlightLimits limits;
    private final int max;
    private byte[] bytes = new byte[0];
    private int length;
    private int held;

    private RequestBody(InFlightLimits limits, int max) {
        this.limits = limits;
        this.max = max;
    }

    /** Reads the body and answers with it. Fails with RequestEntityTooLarge past {@code max}, with TooManyRequests where no room is left. */
    public static Mono<Void> use(
            ServerHttpRequest request, InFlightLimits limits, int max, Function<byte[], Mono<Void>> answer) {
        return Mono.defer(() -> {
            long announced = request.getHeaders().getContentLength();
            if (announced > max) {
                return Mono.error(tooLarge(max));
            }
            RequestBody body = new RequestBody(limits, max);
            if (announced > 0) {
                body.grow((int) announced);
            }
            return request.getBody()
                    .doOnNext(body::add)
                    .then(Mono.defer(() -> answered(answer, body.bytes())))
                    .doFinally(signal -> limits.releaseBody(body.held));
        });
    }

    /** Called while a frame is read: what is thrown would end the connection and not the request. */
    private static Mono<Void> answered(Function<byte[], Mono<Void>> answer, byte[] bytes) {
        try {
            return answer.apply(bytes);
        } catch (Error error) {
            return Mono.error(Breakage.failure(error));
        }
    }

    private void add(DataBuffer buffer) {
        try {
            int n = buffer.readableByteCount();
            if (length + n > max) {
                throw tooLarge(max);
            }
            if (length + n > bytes.length) {
                grow(Math.min(max, Math.max(length + n, 2 * bytes.length)));
            }
            buffer.read(bytes, length, n);
            length += n;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    private void grow(int capacity) {
        limits.holdBody(capacity - held);
        held = capacity;
        bytes = Arrays.copyOf(bytes, capacity);
    }

    private byte[] bytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private static ApiException tooLarge(int max) {
        return new ApiException(
                StatusReason.REQUEST_ENTITY_TOO_LARGE,
                "Request entity too large: limit is " + max,
                ApiException.Details.NONE);
    }
}
