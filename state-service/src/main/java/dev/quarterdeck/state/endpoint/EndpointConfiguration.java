package dev.quarterdeck.state.endpoint;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.state.write.WriteService;
import dev.quarterdeck.stateclient.StateClient;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.WebFilter;

/** The web door, for a state-service that runs by itself: HTTP/2, mutual TLS, known names only. Left out in the all-in-one. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EndpointSettings.class)
public class EndpointConfiguration {
    /** Open requests of one gateway at once, which has one connection: more than state-service takes on at a time, so that it is who refuses. */
    private static final long STREAMS = 2L * WriteService.DEFAULT_LIMIT;

    @Bean
    LaneEndpoint laneEndpoint(StateClient localStateClient) {
        return new LaneEndpoint(localStateClient, BuiltInResources.known());
    }

    @Bean
    RouterFunction<ServerResponse> stateRoutes(StateClient localStateClient, LaneEndpoint lane) {
        return new StateEndpoint(localStateClient, lane).routes();
    }

    @Bean
    WebFilter componentCertificateFilter(EndpointSettings settings) {
        return settings.insecure()
                ? (exchange, chain) -> chain.filter(exchange)
                : new ComponentCertificateFilter(settings.allowedNames());
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableReactiveWebServerFactory> stateTls(EndpointSettings settings) {
        return factory -> {
            if (!settings.insecure()) {
                Http2 http2 = new Http2();
                http2.setEnabled(true);
                factory.setHttp2(http2);
                Ssl ssl = new Ssl();
                ssl.setCertificate("file:" + settings.certFile());
                ssl.setCertificatePrivateKey("file:" + settings.keyFile());
                ssl.setTrustCertificate("file:" + settings.caFile());
                ssl.setClientAuth(Ssl.ClientAuth.NEED);
                factory.setSsl(ssl);
            }
        };
    }

    /** Netty's own limit of 100 would fail the 101st write of a gateway as if the connection had been lost. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> manyStreams() {
        return factory -> factory.addServerCustomizers(
                server -> server.http2Settings(settings -> settings.maxConcurrentStreams(STREAMS)));
    }
}
