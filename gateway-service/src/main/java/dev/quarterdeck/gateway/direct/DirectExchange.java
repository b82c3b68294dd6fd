package dev.quarterdeck.gateway.direct;

import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfo;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import java.security.Principal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.SimpleLocaleContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.codec.multipart.Part;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * One request of the short way, from its first frame to the end of its stream. What web frameworks add to a request (sessions, forms, locales) does not exist
 * here. On the connection's thread, but for {@link #write}.
 */
public final class DirectExchange implements ServerWebExchange, CoreSubscriber<Void> {
    private static final Logger LOG = LoggerFactory.getLogger(DirectExchange.class);

    private final DirectLane lane;
    private final Http2FrameStream stream;
    private final RequestInfo info;
    private final DirectBody body;
    private final DirectRequest request;
    private final DirectResponse response;
    private final Map<String, Object> attributes = new HashMap<>();
    private @Nullable Subscription answering;
    private boolean over;

    DirectExchange(DirectLane lane, Http2FrameStream stream, RequestInfo info, Query query, Http2Headers headers) {
        this.lane = lane;
        this.stream = stream;
        this.info = info;
        this.body = new DirectBody(lane::onLoop, bytes -> lane.giveBack(stream, bytes));
        HeaderPairs pairs = new HeaderPairs();
        for (Map.Entry<CharSequence, CharSequence> header : headers) {
            CharSequence name = header.getKey();
            if (name.length() > 0 && name.charAt(0) != ':') {
                pairs.add(name.toString(), header.getValue().toString());
            }
        }
        CharSequence authority = headers.authority();
        if (authority != null && !pairs.containsKey(HttpHeaders.HOST)) {
            pairs.add("host", authority.toString());
        }
        this.request = new DirectRequest(
                Integer.toString(stream.id()),
                HttpMethod.valueOf(headers.method().toString()),
                headers.path().toString(),
                new HttpHeaders(pairs),
                body);
        this.response = new DirectResponse(this);
        query.attach(this);
    }

    /** What the request is about, read when it was claimed. */
    public RequestInfo info() {
        return info;
    }

    Channel channel() {
        return lane.channel();
    }

    DirectBody body() {
        return body;
    }

    /** Any thread. {@code sink} learns when the bytes are on the connection. */
    void write(byte[] bytes, MonoSink<Void> sink) {
        lane.onLoop(() -> lane.write(stream, response, bytes, body.isEnded(), sink));
    }

    /** The stream is closed: by us, after the answer, or by a client that has gone. What was sent before ends with its write. */
    void gone(Throwable why) {
        body.failed(why);
        Subscription now = answering;
        if (!response.isCommitted() && now != null) {
            now.cancel();
            end();
        }
    }

    private void end() {
        if (!over) {
            over = true;
            lane.requestEnded();
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        answering = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Void nothing) {}

    @Override
    public void onError(Throwable failure) {
        lane.onLoop(() -> {
            if (!over) {
                LOG.debug("Stream {} is torn", stream.id(), failure);
                lane.tear(stream);
                end();
            }
        });
    }

    @Override
    public void onComplete() {
        lane.onLoop(() -> {
            if (!response.isCommitted() && !over) {
                response.setComplete().subscribe(nothing -> {}, this::onError, this::end);
            } else {
                end();
            }
        });
    }

    @Override
    public DirectRequest getRequest() {
        return request;
    }

    @Override
    public DirectResponse getResponse() {
        return response;
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public Mono<WebSession> getSession() {
        return Mono.error(new UnsupportedOperationException("the API has no sessions"));
    }

    @Override
    public <T extends Principal> Mono<T> getPrincipal() {
        return Mono.empty();
    }

    @Override
    public Mono<MultiValueMap<String, String>> getFormData() {
        return Mono.error(new UnsupportedOperationException("the API takes no forms"));
    }

    @Override
    public Mono<MultiValueMap<String, Part>> getMultipartData() {
        return Mono.error(new UnsupportedOperationException("the API takes no forms"));
    }

    @Override
    public LocaleContext getLocaleContext() {
        return new SimpleLocaleContext(null);
    }

    @Override
    public @Nullable ApplicationContext getApplicationContext() {
        return null;
    }

    @Override
    public boolean isNotModified() {
        return false;
    }

    @Override
    public boolean checkNotModified(Instant lastModified) {
        return false;
    }

    @Override
    public boolean checkNotModified(String etag) {
        return false;
    }

    @Override
    public boolean checkNotModified(@Nullable String etag, Instant lastModified) {
        return false;
    }

    @Override
    public String transformUrl(String url) {
        return url;
    }

    @Override
    public void addUrlTransformer(Function<String, String> transformer) {
        throw new UnsupportedOperationException("no addresses are written into answers");
    }

    @Override
    public String getLogPrefix() {
        return "";
    }
}
