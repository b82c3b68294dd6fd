package dev.quarterdeck.gateway.direct;

import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfo;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** One request from this process: no connection, no frames, no encryption; everything else as for all. Its continuations run on a virtual thread each. */
public final class NearExchange extends BareExchange {
    private final List<X509Certificate> certificates;
    private final DirectRequest request;
    private final DirectResponse response = new DirectResponse(this::send);
    private final CompletableFuture<NearRequests.Answer> answer = new CompletableFuture<>();

    /** @param path with its query */
    NearExchange(
            RequestInfo info,
            Query query,
            List<X509Certificate> certificates,
            HttpMethod method,
            String path,
            HeaderPairs headers,
            byte[] body) {
        super(info);
        this.certificates = certificates;
        Flux<DataBuffer> content =
                body.length == 0 ? Flux.empty() : Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body));
        this.request = new DirectRequest("near", method, path, new HttpHeaders(headers), content);
        query.attach(this);
    }

    /** Who asks: leaf first, taken as given, since whoever may call here holds the key. */
    public List<X509Certificate> certificates() {
        return certificates;
    }

    /** Where the request goes on when what it waited for has come. */
    public void later(Runnable task) {
        Thread.ofVirtual().name("near").start(task);
    }

    CompletableFuture<NearRequests.Answer> answer() {
        return answer;
    }

    private void send(byte[] body, MonoSink<Void> sink) {
        answer.complete(new NearRequests.Answer(response.code(), body));
        sink.success();
    }

    @Override
    public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        if (!response.isCommitted()) {
            Mono<Void> empty = response.setComplete();
            empty.subscribe(nothing -> {}, this::onError);
        }
    }

    @Override
    public DirectRequest getRequest() {
        return request;
    }

    @Override
    public DirectResponse getResponse() {
        return response;
    }
}
