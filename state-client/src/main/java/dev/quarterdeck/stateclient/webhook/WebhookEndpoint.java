package dev.quarterdeck.stateclient.webhook;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code clientConfig} as webhook configurations and definitions hold it (API reference: admissionregistration.k8s.io/v1 WebhookClientConfig).
 *
 * @param url null where a service answers
 * @param service null where a URL does
 * @param caBundle PEM in base64; empty for the authorities that the system trusts
 */
public record WebhookEndpoint(
        @Nullable String url, @Nullable Service service, String caBundle) {

    /** @param path begins with a slash, or is empty */
    public record Service(String namespace, String name, int port, String path) {
        /** The name that the certificate must be good for. */
        public String host() {
            return name + "." + namespace + ".svc";
        }
    }

    private static final int DEFAULT_PORT = 443;

    public static WebhookEndpoint of(ObjectNode clientConfig) {
        JsonNode service = clientConfig.get("service");
        Service named = service instanceof ObjectNode s
                ? new Service(
                        s.path("namespace").asString(""),
                        s.path("name").asString(""),
                        s.path("port").asInt(DEFAULT_PORT),
                        slashed(s.path("path").asString("")))
                : null;
        JsonNode url = clientConfig.get("url");
        return new WebhookEndpoint(
                named == null && url != null && url.isString() ? url.stringValue() : null,
                named,
                clientConfig.path("caBundle").asString(""));
    }

    private static String slashed(String path) {
        return path.isEmpty() || path.startsWith("/") ? path : "/" + path;
    }

    /** What is asked, without a query. */
    public String address() {
        if (service != null) {
            return "https://" + service.host() + ":" + service.port() + service.path();
        }
        return url == null ? "" : url;
    }

    /** Whether the connection is TLS; validation lets nothing else in, tests may. */
    boolean secure() {
        return service != null || url == null || url.toLowerCase(Locale.ROOT).startsWith("https:");
    }
}
