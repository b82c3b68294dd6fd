package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request about a pod asks of the pod's node, in the kubelet's own paths. Pure; throws 400 in the reference's words where the pod has no such
 * container or no node.
 *
 * @param node name of the pod's node; empty for a pod without one, where that is allowed
 * @param uri path and query
 */
record PodTarget(String node, String uri) {
    private static final List<String> LISTS = List.of("initContainers", "containers", "ephemeralContainers");

    /** {@code subresource} is exec, attach or portforward. */
    static PodTarget stream(ObjectNode pod, String subresource, MultiValueMap<String, String> query) {
        QueryText text = new QueryText();
        String path;
        if (subresource.equals("portforward")) {
            path = "/portForward/" + place(pod);
            List<String> ports = query.get("ports");
            if (ports != null) {
                text.add(
                        "port",
                        String.join(
                                ",", ports.stream().filter(p -> !p.isEmpty()).toList()));
            }
        } else {
            path = "/" + subresource + "/" + place(pod) + "/" + container(pod, first(query, "container"));
            addFlag(text, "input", query, "stdin");
            addFlag(text, "output", query, "stdout");
            addFlag(text, "error", query, "stderr");
            addFlag(text, "tty", query, "tty");
            if (subresource.equals("exec")) {
                query.getOrDefault("command", List.of()).forEach(c -> text.add("command", c));
            }
        }
        String node = node(pod);
        if (node.isEmpty()) {
            throw ApiException.badRequest("pod " + Metadata.of(pod).name() + " does not have a host assigned");
        }
        return new PodTarget(node, path + text);
    }

    /** The node may be empty: such a pod has no logs yet. */
    static PodTarget logs(ObjectNode pod, LogOptions options) {
        String container = container(pod, options.container());
        return new PodTarget(node(pod), "/containerLogs/" + place(pod) + "/" + container + options.query());
    }

    private static void addFlag(QueryText text, String name, MultiValueMap<String, String> query, String asked) {
        if (LogOptions.flag(query, asked)) {
            text.add(name, "1");
        }
    }

    private static String first(MultiValueMap<String, String> query, String name) {
        String value = query.getFirst(name);
        return value == null ? "" : value;
    }

    private static String place(ObjectNode pod) {
        Metadata metadata = Metadata.of(pod);
        return metadata.namespace() + "/" + metadata.name();
    }

    private static String node(ObjectNode pod) {
        return pod.path("spec").path("nodeName").stringValue("");
    }

    private static String container(ObjectNode pod, String asked) {
        String name = Metadata.of(pod).name();
        List<String> all = new ArrayList<>();
        for (String list : LISTS) {
            for (JsonNode container : pod.path("spec").path(list)) {
                all.add(container.path("name").stringValue(""));
            }
        }
        if (!asked.isEmpty()) {
            if (!all.contains(asked)) {
                throw ApiException.badRequest("container " + asked + " is not valid for pod " + name);
            }
            return asked;
        }
        JsonNode containers = pod.path("spec").path("containers");
        return switch (containers.size()) {
            case 0 -> throw ApiException.badRequest("a container name must be specified for pod " + name);
            case 1 -> containers.get(0).path("name").stringValue("");
            default ->
                throw ApiException.badRequest("a container name must be specified for pod " + name
                        + ", choose one of: [" + String.join(" ", all) + "]");
        };
    }
}
