package dev.quarterdeck.kube.defaulting;

import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One container of any sort: image pull policy, termination message, ports, probes, hooks, environment. */
final class ContainerDefaults {

    private ContainerDefaults() {}

    private static final int MOST_CHARACTERS = 255;
    private static final Pattern HOST = Pattern.compile(
            "[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*(:[0-9]+)?");
    private static final Pattern REPOSITORY =
            Pattern.compile("[a-z0-9]+((\\.|__?|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|__?|-+)[a-z0-9]+)*)*");

    static void apply(ObjectNode container) {
        if (Fields.text(container, "imagePullPolicy").isEmpty()) {
            container.put("imagePullPolicy", pullPolicy(Fields.text(container, "image")));
        }
        Fields.text(container, "terminationMessagePath", "/dev/termination-log");
        Fields.text(container, "terminationMessagePolicy", "File");
        Fields.each(container, "ports", port -> Fields.text(port, "protocol", "TCP"));
        Fields.each(container, "env", variable -> Fields.withObject(variable, "valueFrom", ContainerDefaults::source));
        Fields.withMade(container, "resources", Quantities::requirements);
        probe(container, "livenessProbe");
        probe(container, "readinessProbe");
        probe(container, "startupProbe");
        Fields.withObject(container, "lifecycle", lifecycle -> {
            Fields.withObject(lifecycle, "postStart", ContainerDefaults::http);
            Fields.withObject(lifecycle, "preStop", ContainerDefaults::http);
        });
    }

    private static void source(ObjectNode source) {
        Fields.withObject(source, "fieldRef", ContainerDefaults::fieldRef);
        Fields.withObject(source, "resourceFieldRef", ContainerDefaults::resourceFieldRef);
        Fields.withObject(source, "fileKeyRef", ref -> Fields.flag(ref, "optional", false));
    }

    static void fieldRef(ObjectNode reference) {
        Fields.text(reference, "apiVersion", "v1");
    }

    static void resourceFieldRef(ObjectNode reference) {
        Fields.textIfAbsent(reference, "divisor", "0");
        Quantities.value(reference, "divisor");
    }

    private static void probe(ObjectNode container, String field) {
        Fields.withObject(container, field, probe -> {
            Fields.numberIfZero(probe, "timeoutSeconds", 1);
            Fields.numberIfZero(probe, "periodSeconds", 10);
            Fields.numberIfZero(probe, "successThreshold", 1);
            Fields.numberIfZero(probe, "failureThreshold", 3);
            http(probe);
            Fields.withObject(probe, "grpc", grpc -> Fields.textIfAbsent(grpc, "service", ""));
        });
    }

    private static void http(ObjectNode handler) {
        Fields.withObject(handler, "httpGet", get -> {
            Fields.text(get, "path", "/");
            Fields.text(get, "scheme", "HTTP");
        });
    }

    /** Always for the moving tag {@code latest}, written or implied; IfNotPresent for every other one and for digests. */
    static String pullPolicy(String image) {
        int digest = image.indexOf('@');
        String name = digest < 0 ? image : image.substring(0, digest);
        int slash = name.lastIndexOf('/');
        int colon = name.indexOf(':', slash + 1);
        String tag = colon < 0 ? "" : name.substring(colon + 1);
        String path = colon < 0 ? name : name.substring(0, colon);
        boolean latest = tag.equals("latest") || tag.isEmpty() && digest < 0 && colon < 0;
        return latest && isReference(path) ? "Always" : "IfNotPresent";
    }

    /** Repositories are words of lower case with separators between them; only a registry's host may have upper case or a port. */
    private static boolean isReference(String path) {
        int slash = path.indexOf('/');
        String first = slash < 0 ? "" : path.substring(0, slash);
        boolean host = first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
        String repository = host ? path.substring(slash + 1) : path;
        return (!host || HOST.matcher(first).matches())
                && repository.length() <= MOST_CHARACTERS
                && REPOSITORY.matcher(repository).matches();
    }

    /** Requests that are missing become the limits. */
    static void requestsFromLimits(ObjectNode container) {
        ObjectNode resources = Fields.object(container, "resources");
        ObjectNode limits = Fields.object(resources, "limits");
        if (resources == null || limits == null || limits.isEmpty()) {
            return;
        }
        Fields.withMade(resources, "requests", requests -> {
            for (var limit : limits.properties()) {
                if (!requests.has(limit.getKey())) {
                    requests.set(limit.getKey(), limit.getValue());
                }
            }
        });
    }

    /** On the host's network a container's port is the host's port. */
    static void hostPorts(ObjectNode container) {
        Fields.each(container, "ports", port -> {
            JsonNode containerPort = port.get("containerPort");
            if (containerPort != null && port.path("hostPort").asInt(0) == 0) {
                port.set("hostPort", containerPort);
            }
        });
    }
}
