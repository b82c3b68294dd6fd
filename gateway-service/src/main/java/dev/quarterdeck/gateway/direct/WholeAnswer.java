package dev.quarterdeck.gateway.direct;

import reactor.core.publisher.Mono;

/** A response that takes its body in one piece. */
public interface WholeAnswer {

    /** Sends status, headers and these bytes; ends when they are written to the connection. The bytes must not change. */
    Mono<Void> send(byte[] body);
}
