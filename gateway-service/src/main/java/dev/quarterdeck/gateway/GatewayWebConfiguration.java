package dev.quarterdeck.gateway;

import dev.quarterdeck.gateway.direct.DirectRequests;
import dev.quarterdeck.gateway.drain.Draining;
import dev.quarterdeck.gateway.presence.ServerLease;
import dev.quarterdeck.gateway.tls.ApiServer;
import dev.quarterdeck.gateway.tls.ApiServerFactory;
import dev.quarterdeck.gateway.tls.RequestHeaderSettings;
import dev.quarterdeck.gateway.tls.ServerTls;
import dev.quarterdeck.stateclient.StateClient;
import io.micrometer.observation.ObservationRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

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

    /** Says that this server is there. */
    @Bean(destroyMethod = "close")
    ServerLease serverLease(StateClient state, GatewaySettings settings, InstantSource clock) {
        String address = settings.advertisedAddress().isEmpty()
                ? settings.bindAddresses().getFirst() + ":" + settings.port()
                : settings.advertisedAddress();
        return new ServerLease(
                state::write, hostname(), address, UUID.randomUUID().toString(), clock);
    }

    @Bean(destroyMethod = "dispose")
    Disposable serverLeaseRenewal(ServerLease lease) {
        return Schedulers.parallel()
                .schedulePeriodically(lease::renew, 1, ServerLease.PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            return "localhost";
        }
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
