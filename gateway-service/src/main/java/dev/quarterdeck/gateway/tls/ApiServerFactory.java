package dev.quarterdeck.gateway.tls;

import dev.quarterdeck.gateway.direct.DirectRequests;
import dev.quarterdeck.gateway.drain.Draining;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * Gives Spring Boot the API's own web server. Actuator's management server is made from this class too, by its constructor without arguments: it is then
 * an ordinary one.
 */
public final class ApiServerFactory extends NettyReactiveWebServerFactory {
    private final ApiServer.@Nullable Listen listen;
    private final @Nullable ServerTls tls;
    private final Supplier<@Nullable DirectRequests> direct;
    private final Draining draining;

    public ApiServerFactory() {
        this.draining = new Draining();
        this.listen = null;
        this.tls = null;
        this.direct = () -> null;
    }

    /** @param direct see {@link ApiServer}; asked once requests come, when all beans are there */
    public ApiServerFactory(
            ApiServer.Listen listen, ServerTls tls, Supplier<@Nullable DirectRequests> direct, Draining draining) {
        this.draining = draining;
        this.direct = direct;
        this.listen = listen;
        this.tls = tls;
    }

    @Override
    public WebServer getWebServer(HttpHandler handler) {
        return listen == null || tls == null
                ? super.getWebServer(handler)
                : new ApiServer(listen, tls, handler, direct, draining);
    }
}
