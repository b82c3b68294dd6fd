package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.kube.object.Metadata;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an APIService says.
 *
 * @param available whether its condition {@code Available} is True
 * @param target null where this server answers itself
 */
public record ApiService(
        String name,
        String uid,
        String group,
        String version,
        int groupPriority,
        int versionPriority,
        boolean available,
        @Nullable Target target) {
    private static final int HTTPS = 443;

    /**
     * The service that answers.
     *
     * @param caBundle PEM in base64, as the object has it; empty for the system's authorities
     * @param insecure its certificate is not looked at
     */
    public record Target(String namespace, String service, int port, String caBundle, boolean insecure) {
        /** What its certificate must be good for. */
        public String serverName() {
            return service + "." + namespace + ".svc";
        }
    }

    static ApiService of(ObjectNode object) {
        JsonNode spec = object.path("spec");
        Metadata metadata = Metadata.of(object);
        return new ApiService(
                metadata.name(),
                metadata.uid(),
                spec.path("group").stringValue(""),
                spec.path("version").stringValue(""),
                spec.path("groupPriorityMinimum").asInt(0),
                spec.path("versionPriority").asInt(0),
                isAvailable(object),
                spec.get("service") instanceof ObjectNode service ? target(spec, service) : null);
    }

    private static Target target(JsonNode spec, ObjectNode service) {
        return new Target(
                service.path("namespace").stringValue(""),
                service.path("name").stringValue(""),
                service.path("port").asInt(HTTPS),
                spec.path("caBundle").stringValue(""),
                spec.path("insecureSkipTLSVerify").asBoolean(false));
    }

    private static boolean isAvailable(ObjectNode object) {
        return available(object).equals("True");
    }

    /** Somebody has found it so. */
    static boolean isUnavailable(ObjectNode object) {
        return available(object).equals("False");
    }

    private static String available(ObjectNode object) {
        for (JsonNode condition : object.path("status").path("conditions")) {
            if (condition.path("type").stringValue("").equals("Available")) {
                return condition.path("status").stringValue("");
            }
        }
        return "";
    }

    /** {@code GROUP/VERSION}. */
    public String groupVersion() {
        return group + "/" + version;
    }

    /** Whether the same server answers under the same name: its connections and what is known of it stay good. */
    boolean leadsWhere(ApiService other) {
        return uid.equals(other.uid) && java.util.Objects.equals(target, other.target);
    }
}
