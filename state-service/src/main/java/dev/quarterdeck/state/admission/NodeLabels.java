package dev.quarterdeck.state.admission;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Which labels a node may give itself (API reference: "Well-Known Labels"; KEP-279). Pure. */
final class NodeLabels {
    private static final Set<String> OWN = Set.of(
            "kubernetes.io/hostname",
            "kubernetes.io/arch",
            "kubernetes.io/os",
            "beta.kubernetes.io/arch",
            "beta.kubernetes.io/os",
            "beta.kubernetes.io/instance-type",
            "node.kubernetes.io/instance-type",
            "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region",
            "failure-domain.kubernetes.io/zone",
            "failure-domain.kubernetes.io/region",
            "topology.kubernetes.io/zone",
            "topology.kubernetes.io/region");

    private NodeLabels() {}

    /** Labels that differ and that a node must not touch. */
    static TreeSet<String> forbidden(Map<String, String> labels, Map<String, String> old) {
        Set<String> keys = new HashSet<>(labels.keySet());
        keys.addAll(old.keySet());
        TreeSet<String> forbidden = new TreeSet<>();
        for (String key : keys) {
            if (!Objects.equals(labels.get(key), old.get(key)) && isForbidden(key)) {
                forbidden.add(key);
            }
        }
        return forbidden;
    }

    private static boolean isForbidden(String key) {
        int slash = key.indexOf('/');
        String domain = slash < 0 ? "" : key.substring(0, slash);
        if (within(domain, "node-restriction.kubernetes.io")) {
            return true;
        }
        boolean ours = within(domain, "kubernetes.io") || within(domain, "k8s.io");
        return ours
                && !OWN.contains(key)
                && !within(domain, "kubelet.kubernetes.io")
                && !within(domain, "node.kubernetes.io");
    }

    private static boolean within(String domain, String parent) {
        return domain.equals(parent) || domain.endsWith("." + parent);
    }
}
