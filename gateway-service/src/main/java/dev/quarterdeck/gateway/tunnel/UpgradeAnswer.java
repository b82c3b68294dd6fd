package dev.quarterdeck.gateway.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Flux;

/** What a server says to a request for an upgrade. */
public sealed interface UpgradeAnswer {

    /** 101. */
    record Agreed(AgreedUpgrade upgrade) implements UpgradeAnswer {}

    /** An answer in HTTP. The body's buffers are released when they have been passed on, unless retained. */
    record Other(int status, HttpHeaders headers, Flux<ByteBuf> body) implements UpgradeAnswer {}
}
