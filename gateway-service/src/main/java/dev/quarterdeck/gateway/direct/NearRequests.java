package dev.quarterdeck.gateway.direct;

import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfo;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * The way to the API for components that live in the gateway's own process: who asks is authenticated, authorized, queued, counted and logged as anybody else, and
 * only the connection is left out. Any thread.
 */
public final class NearRequests {
    private static final String JSON = "application/json";

    private final DirectRequests requests;

    public NearRequests(DirectRequests requests) {
        this.requests = requests;
    }

    /** @param body of the answer, or a Status */
    public record Answer(int code, byte[] body) {}

    /**
     * @param certificates who asks, leaf first
     * @param body empty for none
     * @return the answer, whose cancellation gives the request up; null where the request has to come over a connection (lists, watches, streams, other servers)
     */
    public @Nullable CompletableFuture<Answer> send(
            List<X509Certificate> certificates,
            String userAgent,
            String method,
            String pathAndQuery,
            String contentType,
            byte[] body) {
        int mark = pathAndQuery.indexOf('?');
        Query query = mark < 0 ? Query.EMPTY : Query.parse(pathAndQuery.substring(mark + 1));
        RequestInfo info = requests.claim(method, mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark), query);
        if (info == null || info.verb().equals("list")) {
            return null;
        }
        HeaderPairs headers = new HeaderPairs();
        headers.add("accept", JSON);
        headers.add("user-agent", userAgent);
        if (body.length > 0) {
            headers.add("content-type", contentType);
            headers.add("content-length", Integer.toString(body.length));
        }
        NearExchange exchange =
                new NearExchange(info, query, certificates, HttpMethod.valueOf(method), pathAndQuery, headers, body);
        CompletableFuture<Answer> answer = exchange.answer();
        requests.answer(exchange).subscribe(exchange);
        answer.whenComplete((done, failure) -> {
            if (answer.isCancelled()) {
                exchange.cancelAnswering();
            }
        });
        return answer;
    }
}
