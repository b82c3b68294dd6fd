package dev.quarterdeck.kube.warning;

import dev.quarterdeck.kube.format.Quoting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/** The containers of a pod, of all three kinds: profiles in annotations, parts of bytes, variables and ports that hide others. */
final class ContainerWarnings {
    private static final String SECCOMP = "container.seccomp.security.alpha.kubernetes.io/";
    private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final List<String> KINDS = List.of("initContainers", "containers", "ephemeralContainers");

    private ContainerWarnings() {}

    private record Port(String at, JsonNode port) {
        String hostAddress() {
            return port.path("hostIP").asString("");
        }

        int hostPort() {
            return port.path("hostPort").asInt(0);
        }
    }

    /** @param metadata of the pod or its template */
    static void add(String at, JsonNode metadata, JsonNode spec, List<String> warnings) {
        String annotations = annotationsAt(at);
        each(at, spec, (place, container) -> {
            String name = container.path("name").asString("");
            JsonNode security = container.path("securityContext");
            JsonNode noted = metadata.path("annotations");
            if (noted.has(SECCOMP + name) && !security.hasNonNull("seccompProfile")) {
                warnings.add(annotations + "[" + SECCOMP + name
                        + "]: non-functional in v1.27+; use the \"seccompProfile\" field instead");
            }
            if (noted.has(APP_ARMOR + name) && isNews(noted.path(APP_ARMOR + name), security, spec)) {
                warnings.add(annotations + "[" + APP_ARMOR + name
                        + "]: deprecated since v1.30; use the \"appArmorProfile\" field instead");
            }
            JsonNode resources = container.path("resources");
            for (String resource : List.of("memory", "ephemeral-storage")) {
                ValueWarnings.fraction(place + ".resources.limits", resources.path("limits"), resource, warnings);
                ValueWarnings.fraction(place + ".resources.requests", resources.path("requests"), resource, warnings);
            }
            variables(place, container.path("env"), warnings);
        });
        ports(at, spec, warnings);
    }

    /** Where the annotations are that belong to this pod spec: it is {@code spec} itself, or ends so. */
    static String annotationsAt(String at) {
        return at.substring(0, at.length() - "spec".length()) + "metadata.annotations";
    }

    /** Whether the annotation says what no field does; who sets the field knows of it. */
    private static boolean isNews(JsonNode annotation, JsonNode security, JsonNode spec) {
        return !security.hasNonNull("appArmorProfile")
                && !isSame(annotation.asString(""), spec.path("securityContext").path("appArmorProfile"));
    }

    private static boolean isSame(String annotation, JsonNode profile) {
        String type = profile.path("type").asString("");
        return switch (annotation) {
            case "unconfined" -> type.equals("Unconfined");
            case "runtime/default" -> type.equals("RuntimeDefault");
            default ->
                type.equals("Localhost")
                        && annotation.equals(
                                "localhost/" + profile.path("localhostProfile").asString(""));
        };
    }

    private static void each(String at, JsonNode spec, BiConsumer<String, JsonNode> visit) {
        for (String kind : KINDS) {
            int place = 0;
            for (JsonNode container : spec.path(kind)) {
                visit.accept(at + "." + kind + "[" + place + "]", container);
                place++;
            }
        }
    }

    private static void variables(String at, JsonNode variables, List<String> warnings) {
        if (variables.size() < 2) {
            return;
        }
        Set<String> known = new HashSet<>();
        int place = 0;
        for (JsonNode variable : variables) {
            String name = variable.path("name").asString("");
            String value = variable.path("value").asString("");
            String itself = "$(" + name + ")";
            boolean builds = !variable.hasNonNull("valueFrom") && value.contains(itself) && !value.equals(itself);
            if (!known.add(name) && !builds) {
                warnings.add(at + ".env[" + place + "]: hides previous definition of " + Quoting.quote(name)
                        + ", which may be dropped when using apply");
            }
            place++;
        }
    }

    private static void ports(String at, JsonNode spec, List<String> warnings) {
        Map<String, List<Port>> byNumber = new HashMap<>();
        Map<String, String> byName = new HashMap<>();
        List<String> names = new ArrayList<>(0);
        each(at, spec, (place, container) -> {
            int number = 0;
            for (JsonNode one : container.path("ports")) {
                Port port = new Port(place + ".ports[" + number + "]", one);
                port(port, byNumber, warnings);
                String name = one.path("name").asString("");
                String first = name.isEmpty() ? null : byName.putIfAbsent(name, port.at());
                if (first != null) {
                    names.add(port.at() + ": duplicate port name " + Quoting.quote(name) + " with " + first
                            + ", services and probes that select ports by name will use " + first);
                }
                number++;
            }
        });
        warnings.addAll(names);
    }

    private static void port(Port port, Map<String, List<Port>> byNumber, List<String> warnings) {
        JsonNode one = port.port();
        String protocol = one.path("protocol").asString("TCP");
        int number = one.path("containerPort").asInt(0);
        if (!port.hostAddress().isEmpty() && port.hostPort() == 0) {
            warnings.add(port.at() + ": hostIP set without hostPort: {Name:"
                    + one.path("name").asString("")
                    + " HostPort:0 ContainerPort:" + number + " Protocol:" + protocol + " HostIP:"
                    + port.hostAddress() + "}");
        }
        List<Port> others = byNumber.computeIfAbsent(number + "/" + protocol, key -> new ArrayList<>(1));
        for (Port other : others) {
            String how = conflict(port, other);
            if (!how.isEmpty()) {
                warnings.add(port.at() + ": " + how + " port definition with " + other.at());
            }
        }
        others.add(port);
    }

    private static String conflict(Port port, Port other) {
        boolean sameHost = port.hostPort() == other.hostPort();
        if (sameHost && port.hostAddress().equals(other.hostAddress())) {
            return "duplicate";
        }
        if (port.hostPort() == 0 || other.hostPort() == 0) {
            return "overlapping";
        }
        return sameHost && port.hostAddress().isEmpty() != other.hostAddress().isEmpty() ? "dangerously ambiguous" : "";
    }
}
