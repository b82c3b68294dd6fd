package dev.quarterdeck.gateway.health;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.Locale;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /version}. What is ours stands behind a plus sign, as build metadata: a hyphen would make it a pre-release, which charts with a plain
 * {@code kubeVersion} constraint refuse (semver.org, 9 and 10).
 */
public final class VersionHandler implements RequestHandler {
    /** The Kubernetes version whose API is served. */
    public static final String GIT_VERSION = "v1.36.2+quarterdeck";

    @Override
    public boolean handles(RequestInfo request) {
        return request.path().equals("/version") || request.path().equals("/version/");
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        if (!request.verb().equals("get")) {
            throw new ApiException(
                    StatusReason.METHOD_NOT_ALLOWED,
                    "the server does not allow this method on the requested resource",
                    ApiException.Details.of("", "", ""));
        }
        Negotiation.jsonOnly(exchange);
        ObjectNode version = Json.object();
        version.put("major", "1")
                .put("minor", "36")
                .put("emulationMajor", "1")
                .put("emulationMinor", "36")
                .put("minCompatibilityMajor", "1")
                .put("minCompatibilityMinor", "35")
                .put("gitVersion", GIT_VERSION)
                .put("gitCommit", "unknown")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "java" + Runtime.version().feature())
                .put("compiler", "javac")
                .put("platform", "linux/" + architecture());
        return Responses.json(exchange, 200, version);
    }

    private static String architecture() {
        String arch = System.getProperty("os.arch", "amd64").toLowerCase(Locale.ROOT);
        return arch.equals("aarch64") ? "arm64" : arch;
    }
}
