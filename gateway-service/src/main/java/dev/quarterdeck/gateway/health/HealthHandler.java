package dev.quarterdeck.gateway.health;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.ConnectionLoop;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.stateclient.Failures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * {@code /livez}, {@code /readyz}, {@code /healthz} and each check below them by its name, in the reference's text form. Why a check failed is in the log and
 * under the check's own path, not in the overview, which anybody may read.
 */
public final class HealthHandler implements RequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HealthHandler.class);
    private static final List<String> ROOTS = List.of("livez", "readyz", "healthz");
    private static final long CHECK_SECONDS = 2;

    private final List<NamedCheck> checks;
    private final HealthResults ended;

    /** @param ended is told of every check that was run */
    public HealthHandler(List<NamedCheck> checks, HealthResults ended) {
        this.checks = List.copyOf(checks);
        this.ended = ended;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.resource().isEmpty() && root(request.path()) != null && find(request.path()) != null;
    }

    private static @Nullable String root(String path) {
        for (String root : ROOTS) {
            if (path.startsWith(root, 1)
                    && (path.length() == root.length() + 1 || path.charAt(root.length() + 1) == '/')) {
                return root;
            }
        }
        return null;
    }

    /** The checks that a path asks for; null for a name that is none. */
    private @Nullable List<NamedCheck> find(String path) {
        String root = root(path);
        if (root == null) {
            return null;
        }
        String name = path.substring(root.length() + 1);
        List<NamedCheck> all =
                checks.stream().filter(c -> !root.equals("livez") || c.live()).toList();
        if (name.isEmpty()) {
            return all;
        }
        List<NamedCheck> one =
                all.stream().filter(c -> c.name().equals(name.substring(1))).toList();
        return one.isEmpty() ? null : one;
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        List<NamedCheck> wanted = find(request.path());
        String root = root(request.path());
        if (wanted == null || root == null) {
            return Responses.text(exchange, 404, "404 page not found\n");
        }
        boolean single = request.path().length() > root.length() + 2;
        Query query = Query.of(exchange);
        TreeSet<String> excluded = new TreeSet<>(single ? List.of() : query.all("exclude"));
        Map<String, CompletableFuture<String>> results = new LinkedHashMap<>();
        for (NamedCheck check : wanted) {
            results.put(
                    check.name(), excluded.contains(check.name()) ? CompletableFuture.completedFuture("") : run(check));
        }
        CompletableFuture<Void> done = CompletableFuture.allOf(results.values().toArray(CompletableFuture[]::new));
        return ConnectionLoop.await(exchange, done.thenApply(v -> true)).flatMap(all -> {
            Map<String, String> failures = new LinkedHashMap<>();
            results.forEach((name, result) -> {
                failures.put(name, result.join());
                if (!excluded.contains(name)) {
                    ended.ended(root, name, result.join().isEmpty());
                }
            });
            return single
                    ? one(exchange, failures.values().iterator().next())
                    : overview(exchange, root, failures, excluded, query.has("verbose"));
        });
    }

    /** What is wrong; empty for nothing. */
    static CompletableFuture<String> run(NamedCheck check) {
        CompletableFuture<Void> future;
        try {
            future = check.check().get();
        } catch (RuntimeException e) {
            future = CompletableFuture.failedFuture(e);
        }
        return future.copy()
                .orTimeout(CHECK_SECONDS, TimeUnit.SECONDS)
                .thenApply(v -> "")
                .exceptionally(e -> {
                    Throwable cause = Failures.cause(e);
                    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
                });
    }

    private static Mono<Void> one(ServerWebExchange exchange, String failure) {
        return failure.isEmpty()
                ? Responses.text(exchange, 200, "ok")
                : Responses.text(exchange, 500, "internal server error: " + failure + "\n");
    }

    private static Mono<Void> overview(
            ServerWebExchange exchange,
            String root,
            Map<String, String> failures,
            TreeSet<String> excluded,
            boolean verbose) {
        StringBuilder text = new StringBuilder();
        List<String> failed = new ArrayList<>();
        TreeSet<String> unknown = new TreeSet<>(excluded);
        failures.forEach((name, failure) -> {
            if (excluded.contains(name)) {
                unknown.remove(name);
                text.append("[+]").append(name).append(" excluded: ok\n");
            } else if (failure.isEmpty()) {
                text.append("[+]").append(name).append(" ok\n");
            } else {
                text.append("[-]").append(name).append(" failed: reason withheld\n");
                failed.add(name + ": " + failure);
            }
        });
        if (!unknown.isEmpty()) {
            text.append("warn: some health checks cannot be excluded: no matches for ")
                    .append(unknown.stream().map(n -> '"' + n + '"').collect(Collectors.joining(", ")))
                    .append('\n');
        }
        if (!failed.isEmpty()) {
            LOG.info("{} check failed: {}", root, failed);
            return Responses.text(exchange, 500, text + root + " check failed\n");
        }
        return Responses.text(exchange, 200, verbose ? text + root + " check passed\n" : "ok");
    }
}
