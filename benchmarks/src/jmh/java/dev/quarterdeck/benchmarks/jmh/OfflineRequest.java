package dev.quarterdeck.benchmarks.jmh;

import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/** A GET without a client behind it; its channel is in memory. */
final class OfflineRequest extends AbstractServerHttpRequest {
    private final Object connection;

    OfflineRequest(URI uri, EmbeddedChannel channel) {
        super(HttpMethod.GET, uri, "", new HttpHeaders());
        this.connection = Proxy.newProxyInstance(
                OfflineRequest.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class, Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("channel")) {
                        return channel;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getNativeRequest() {
        return (T) connection;
    }

    @Override
    protected MultiValueMap<String, HttpCookie> initCookies() {
        return new LinkedMultiValueMap<>();
    }

    @Override
    protected @Nullable SslInfo initSslInfo() {
        return null;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return Flux.empty();
    }

    @Override
    public @Nullable InetSocketAddress getRemoteAddress() {
        return null;
    }
}
