package dev.quarterdeck.gateway.direct;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Flux;

/** A request as its frames say it; what is seldom asked for is made when it is. */
final class DirectRequest implements ServerHttpRequest {
    private final String id;
    private final HttpMethod method;
    private final String path;
    private final HttpHeaders headers;
    private final Flux<DataBuffer> body;
    private @Nullable URI uri;
    private @Nullable Map<String, Object> attributes;

    /** @param path with its query */
    DirectRequest(String id, HttpMethod method, String path, HttpHeaders headers, Flux<DataBuffer> body) {
        this.id = id;
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.body = body;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public HttpMethod getMethod() {
        return method;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return body;
    }

    @Override
    public URI getURI() {
        URI known = uri;
        if (known == null) {
            String host = headers.getFirst(HttpHeaders.HOST);
            known = URI.create("https://" + (host == null ? "localhost" : host) + path);
            uri = known;
        }
        return known;
    }

    @Override
    public RequestPath getPath() {
        return RequestPath.parse(getURI(), null);
    }

    @Override
    public MultiValueMap<String, String> getQueryParams() {
        return UriComponentsBuilder.fromUriString(path).build().getQueryParams();
    }

    @Override
    public MultiValueMap<String, HttpCookie> getCookies() {
        return new org.springframework.util.LinkedMultiValueMap<>();
    }

    @Override
    public Map<String, Object> getAttributes() {
        Map<String, Object> known = attributes;
        if (known == null) {
            known = new HashMap<>();
            attributes = known;
        }
        return known;
    }
}
