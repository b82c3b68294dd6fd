package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.gateway.direct.ClientChannel;
import dev.quarterdeck.gateway.tunnel.AgreedUpgrade;
import dev.quarterdeck.gateway.tunnel.Tunnel;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Makes a request's connection one end of a tunnel. */
public final class Upgrades {
    private Upgrades() {}

    /** Completes when the client's connection is closed; nothing more is to be written to the response. */
    public static Mono<Void> join(ServerWebExchange exchange, AgreedUpgrade agreed) {
        // what the log says; the client gets the server's own words
        exchange.getResponse().setStatusCode(HttpStatus.SWITCHING_PROTOCOLS);
        return Tunnel.join(ClientChannel.of(exchange), agreed);
    }
}
