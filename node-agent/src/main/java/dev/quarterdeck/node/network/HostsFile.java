package dev.quarterdeck.node.network;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** The {@code /etc/hosts} that a pod's containers see. Pure. */
public final class HostsFile {
    private static final String BASE = """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::0\tip6-localnet
            fe00::0\tip6-mcastprefix
            fe00::1\tip6-allnodes
            fe00::2\tip6-allrouters
            """;

    private HostsFile() {}

    /** For pods with a network of their own. */
    public static String ofPod(Pod pod, PodHostname names, List<String> podIps) {
        StringBuilder text = new StringBuilder("# Kubernetes-managed hosts file.\n").append(BASE);
        for (String ip : podIps) {
            text.append(ip).append('\t');
            if (!names.fqdn().isEmpty()) {
                text.append(names.fqdn()).append('\t');
            }
            text.append(names.hostname()).append('\n');
        }
        return text.append(aliases(pod)).toString();
    }

    /** For pods on the host's network. */
    public static String ofHost(Pod pod, String hostFile) {
        return "# Kubernetes-managed hosts file (host network).\n" + hostFile + aliases(pod);
    }

    private static String aliases(Pod pod) {
        List<HostAlias> aliases = pod.getSpec().getHostAliases();
        if (aliases == null || aliases.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\n# Entries added by HostAliases.\n");
        for (HostAlias alias : aliases) {
            text.append(alias.getIp())
                    .append('\t')
                    .append(String.join("\t", alias.getHostnames()))
                    .append('\n');
        }
        return text.toString();
    }
}
