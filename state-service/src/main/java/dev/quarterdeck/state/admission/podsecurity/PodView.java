package dev.quarterdeck.state.admission.podsecurity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * A pod, or a template of pods, as checks look at it.
 *
 * @param metadata annotations are looked at
 * @param containers of all sorts: those of the start, those that stay, those that were added
 */
record PodView(JsonNode metadata, JsonNode spec, List<JsonNode> containers) {

    static PodView of(JsonNode metadata, JsonNode spec) {
        List<JsonNode> containers = new ArrayList<>();
        spec.path("initContainers").forEach(containers::add);
        spec.path("containers").forEach(containers::add);
        spec.path("ephemeralContainers").forEach(containers::add);
        return new PodView(metadata, spec, containers);
    }

    JsonNode security() {
        return spec.path("securityContext");
    }

    static JsonNode security(JsonNode container) {
        return container.path("securityContext");
    }

    boolean isWindows() {
        return spec.path("os").path("name").asString("").equals("windows");
    }

    /** A pod in a user namespace of its own is no danger to the host as root (KEP-127). */
    boolean hasOwnUsers() {
        JsonNode hostUsers = spec.path("hostUsers");
        return hostUsers.isBoolean() && !hostUsers.booleanValue();
    }

    /** Names of the containers that this is true of. */
    List<String> names(Predicate<JsonNode> bad) {
        List<String> names = new ArrayList<>(0);
        for (JsonNode container : containers) {
            if (bad.test(container)) {
                names.add(container.path("name").asString(""));
            }
        }
        return names;
    }

    static boolean isTrue(JsonNode node) {
        return node.isBoolean() && node.booleanValue();
    }

    static boolean isFalse(JsonNode node) {
        return node.isBoolean() && !node.booleanValue();
    }

    /** {@code "a", "b"}. */
    static String quoted(Collection<String> items) {
        return items.isEmpty() ? "" : "\"" + String.join("\", \"", items) + "\"";
    }

    static String some(String one, String many, int count) {
        return count == 1 ? one : many;
    }

    /** {@code containers "a", "b"}. */
    static String containers(Collection<String> names) {
        return some("container", "containers", names.size()) + " " + quoted(names);
    }

    /** {@code pod and containers "a"}: whoever sets what must not be set. */
    static List<String> setters(boolean pod, Collection<String> names) {
        List<String> setters = new ArrayList<>(2);
        if (pod) {
            setters.add("pod");
        }
        if (!names.isEmpty()) {
            setters.add(containers(names));
        }
        return setters;
    }
}
