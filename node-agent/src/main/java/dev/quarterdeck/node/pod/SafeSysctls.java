package dev.quarterdeck.node.pod;

import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Sysctl;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which kernel parameters a pod may set: those that the Kubernetes documentation calls safe, each where the pod has the namespace that it belongs to. Others
 * would reach beyond the pod. Pure.
 */
final class SafeSysctls {
    private static final Set<String> OF_IPC = Set.of("kernel.shm_rmid_forced");
    private static final Set<String> OF_NETWORK = Set.of(
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.ping_group_range",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_rmem",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.tcp_wmem");

    private SafeSysctls() {}

    /** Why the first of them that may not be set may not; empty if all may. */
    static Optional<String> objection(Pod pod) {
        List<Sysctl> sysctls = PodFacts.securityContext(pod)
                .map(context -> context.getSysctls())
                .orElse(List.of());
        for (Sysctl sysctl : sysctls) {
            String name = dotted(sysctl.getName());
            if (OF_IPC.contains(name)) {
                if (Boolean.TRUE.equals(pod.getSpec().getHostIPC())) {
                    return Optional.of(ofHost(name, "IPC"));
                }
            } else if (OF_NETWORK.contains(name)) {
                if (PodFacts.hostNetwork(pod)) {
                    return Optional.of(ofHost(name, "Net"));
                }
            } else {
                return Optional.of("forbidden sysctl: \"" + name + "\" not allowlisted");
            }
        }
        return Optional.empty();
    }

    private static String ofHost(String name, String namespace) {
        return "forbidden sysctl: \"" + name + "\" not allowed with host " + namespace + " enabled";
    }

    /** Slashes separate as well, and where the first separator is one, dots belong to names. */
    private static String dotted(String name) {
        int slash = name.indexOf('/');
        int dot = name.indexOf('.');
        return slash < 0 || dot >= 0 && dot < slash
                ? name
                : name.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }
}
