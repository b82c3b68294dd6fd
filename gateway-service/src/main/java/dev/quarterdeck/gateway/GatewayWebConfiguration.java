package dev.quarterdeck.gateway;

import dev.quarterdeck.gateway.direct.DirectRequests;
import dev.quarterdeck.gateway.drain.Draining;
import dev.quarterdeck.gateway.tls.ApiServer;
import dev.quarterdeck.gateway.tls.ApiServerFactory;
import dev.quarterdeck.gateway.tls.RequestHeaderSettings;
import dev.quarterdeck.gateway.tls.ServerTls;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/** The listening side: TLS, addresses, and the handler behind them. */
@Configuration(proxyBeanMethods = false)
public class GatewayWebConfiguration {

    @Bean
    ServerTls serverTls(GatewaySettings settings, RequestHeaderSettings requestHeader) {
        return ServerTls.load(
                required(settings.certFile(), "cert-file"),
                required(settings.keyFile(), "key-file"),
                settings.clientCaFile(),
                requestHeader.clientCaFile());
    }

    private static Path required(@Nullable Path file, String name) {
        if (file == null) {
            throw new IllegalArgumentException("quarterdeck.gateway." + name + " must name a PEM file");
        }
        return file;
    }

    @Bean
    ReactiveWebServerFactory apiServerFactory(
            GatewaySettings settings, ServerTls tls, ObjectProvider<DirectRequests> direct, Draining draining) {
        return new ApiServerFactory(
                new ApiServer.Listen(
                        settings.bindAddresses(),
                        settings.port(),
                        settings.handshakeTimeout(),
                        settings.idleTimeout(),
                        settings.maxConnections()),
                tls,
                direct::getIfAvailable,
                draining);
    }

    /** Without the observation that Spring makes of each request: the dispatcher measures under the reference's names. */
    @Bean
    HttpHandler httpHandler(ApplicationContext context) {
        return WebHttpHandlerBuilder.applicationContext(context)
                .observationRegistry(ObservationRegistry.NOOP)
                .build();
    }
}
