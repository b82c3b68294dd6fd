package dev.quarterdeck.kube.warning;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.quantity.Quantity;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Single values, wherever they stand: labels of nodes that have another name now, addresses in odd forms, parts of bytes. */
final class ValueWarnings {
    private static final Map<String, String> NODE_LABELS = Map.of(
            "beta.kubernetes.io/arch", "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
            "beta.kubernetes.io/os", "deprecated since v1.14; use \"kubernetes.io/os\" instead",
            "failure-domain.beta.kubernetes.io/region",
                    "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
            "failure-domain.beta.kubernetes.io/zone",
                    "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
            "beta.kubernetes.io/instance-type",
                    "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
            "app.kubernetes.io/created-by", "deprecated since v1.9",
            "scheduler.alpha.kubernetes.io/preferAvoidPods",
                    "deprecated since v1.22; use Taints and Tolerations instead",
            "node-role.kubernetes.io/master", "use \"node-role.kubernetes.io/control-plane\" instead");
    private static final List<String> BYTES = List.of("memory", "ephemeral-storage");

    private ValueWarnings() {}

    /** A label of nodes in a sentence of its own. */
    static void nodeLabel(String at, String label, List<String> warnings) {
        String why = NODE_LABELS.get(label);
        if (why != null) {
            warnings.add(at + ": " + why);
        }
    }

    /** A label of nodes that is the value of a field. */
    static void namedNodeLabel(String at, String label, List<String> warnings) {
        String why = NODE_LABELS.get(label);
        if (why != null) {
            warnings.add(at + ": " + label + " is " + why);
        }
    }

    /** {@code nodeSelector}: labels and what they must be. */
    static void nodeSelector(String at, JsonNode selector, List<String> warnings) {
        for (Map.Entry<String, JsonNode> label : selector.properties()) {
            nodeLabel(at + "[" + label.getKey() + "]", label.getKey(), warnings);
        }
    }

    /** @param values whether what labels are compared with is looked at too, where nothing else does */
    static void nodeSelectorTerm(String at, JsonNode term, boolean values, List<String> warnings) {
        int place = 0;
        for (JsonNode expression : term.path("matchExpressions")) {
            String here = at + ".matchExpressions[" + place + "]";
            namedNodeLabel(here + ".key", expression.path("key").asString(""), warnings);
            int number = 0;
            for (JsonNode value : values ? expression.path("values") : expression.path("none")) {
                for (String problem : Formats.labelValue(value.asString(""))) {
                    warnings.add(here + ".values[" + number + "]: " + value.asString("") + " is invalid, " + problem);
                }
                number++;
            }
            place++;
        }
    }

    static void address(String at, String text, List<String> warnings) {
        InetAddress address = IpAddresses.parse(text);
        if (address == null) {
            return;
        }
        String canonical = IpAddresses.canonical(address.getAddress());
        boolean mapped = IpAddresses.isV6(text) && address.getAddress().length == 4;
        if (mapped || !IpAddresses.problems(text).isEmpty()) {
            warnings.add(at + ": non-standard IP address " + Quoting.quote(text) + " is invalid: use "
                    + Quoting.quote(canonical));
        } else if (IpAddresses.isV6(text) && !canonical.equals(text)) {
            warnings.add(at + ": IPv6 address " + Quoting.quote(text) + " should be in RFC 5952 canonical format ("
                    + Quoting.quote(canonical) + ")");
        }
    }

    static void bytes(String at, JsonNode resources, List<String> warnings) {
        for (String resource : BYTES) {
            fraction(at, resources, resource, warnings);
        }
    }

    static void fraction(String at, JsonNode resources, String resource, List<String> warnings) {
        JsonNode value = resources.get(resource);
        if (value == null) {
            return;
        }
        String text = value.asString("");
        if (Quantity.isValid(text) && Quantity.parse(text).milliValue() % 1000 != 0) {
            warnings.add(at + "[" + resource + "]: fractional byte value "
                    + Quoting.quote(Quantity.parse(text).toString()) + " is invalid, must be an integer");
        }
    }
}
