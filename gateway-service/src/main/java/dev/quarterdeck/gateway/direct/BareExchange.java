package dev.quarterdeck.gateway.direct;

import dev.quarterdeck.gateway.route.RequestInfo;
import java.security.Principal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.context.ApplicationContext;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.SimpleLocaleContext;
import org.springframework.http.codec.multipart.Part;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** A claimed request with its answer. What web frameworks add to a request (sessions, forms, locales) does not exist here. */
public abstract class BareExchange implements ServerWebExchange, CoreSubscriber<Void> {
    private final RequestInfo info;
    private final Map<String, Object> attributes = new HashMap<>();
    private volatile @Nullable Subscription answering;

    BareExchange(RequestInfo info) {
        this.info = info;
    }

    /** What the request is about, read when it was claimed. */
    public RequestInfo info() {
        return info;
    }

    /** Gives the answer up; false where nobody is at it. */
    final boolean cancelAnswering() {
        Subscription now = answering;
        if (now == null) {
            return false;
        }
        now.cancel();
        return true;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        answering = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Void nothing) {}

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
