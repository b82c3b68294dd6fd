package dev.quarterdeck.node.env;

import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.Resources;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The downward API: fields of the pod and resources of its containers as text. Pure.
 *
 * @param podIps addresses of the pod, known once its sandbox is there
 * @param allocatable what a container may use that has no limit: the node's allocatable
 */
public record FieldReferences(Pod pod, List<String> podIps, List<String> hostIps, Map<String, Quantity> allocatable) {

    /** @throws EnvironmentError the path names nothing */
    public String field(String path) {
        String[] subscript = subscript(path);
        if (subscript != null) {
            return switch (subscript[0]) {
                case "metadata.labels" -> labels().getOrDefault(subscript[1], "");
                case "metadata.annotations" -> annotations().getOrDefault(subscript[1], "");
                default -> throw unsupported(path);
            };
        }
        return switch (path) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "metadata.labels" -> lines(labels());
            case "metadata.annotations" -> lines(annotations());
            case "spec.nodeName" -> orEmpty(pod.getSpec().getNodeName());
            case "spec.serviceAccountName" -> orEmpty(pod.getSpec().getServiceAccountName());
            case "spec.hostname" -> orEmpty(pod.getSpec().getHostname());
            case "status.hostIP" -> hostIps.isEmpty() ? "" : hostIps.getFirst();
            case "status.hostIPs" -> String.join(",", hostIps);
            case "status.podIP" -> podIps.isEmpty() ? "" : podIps.getFirst();
            case "status.podIPs" -> String.join(",", podIps);
            default -> throw unsupported(path);
        };
    }

    private static EnvironmentError unsupported(String path) {
        return new EnvironmentError("unsupported fieldPath: " + path);
    }

    /** @param self the container that asks, meant where the selector names none */
    public String resource(ResourceFieldSelector selector, String self) {
        String name = selector.getContainerName() == null
                        || selector.getContainerName().isEmpty()
                ? self
                : selector.getContainerName();
        PodContainer container = PodContainer.find(pod, name)
                .orElseThrow(() -> new EnvironmentError("container " + name + " not found"));
        String path = selector.getResource();
        int dot = path.indexOf('.');
        String resource = path.substring(dot + 1);
        Quantity value;
        if (path.startsWith("limits.")) {
            value = Resources.limit(container.spec().getResources(), resource);
            if (value == null) {
                value = allocatable.get(resource);
            }
        } else if (path.startsWith("requests.")) {
            value = Resources.request(container.spec().getResources(), resource);
            if (value == null) {
                value = Resources.limit(container.spec().getResources(), resource);
            }
        } else {
            throw new EnvironmentError("unsupported container resource : " + path);
        }
        if (value == null) {
            return "0";
        }
        Quantity divisor = selector.getDivisor();
        BigDecimal by = divisor == null || divisor.getNumericalAmount().signum() == 0
                ? BigDecimal.ONE
                : divisor.getNumericalAmount();
        return value.getNumericalAmount()
                .divide(by, 0, RoundingMode.CEILING)
                .toBigInteger()
                .toString();
    }

    private Map<String, String> labels() {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    private Map<String, String> annotations() {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }

    /** {@code key="value"}, one per line, by key. */
    private static String lines(Map<String, String> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "="
                                + JsonNodeFactory.instance
                                        .stringNode(entry.getValue())
                                        .toString())
                        .collect(Collectors.joining("\n"));
    }

    /** {@code metadata.labels['x']} → path and key. */
    private static String @Nullable [] subscript(String path) {
        int open = path.indexOf("['");
        return open > 0 && path.endsWith("']")
                ? new String[] {path.substring(0, open), path.substring(open + 2, path.length() - 2)}
                : null;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
