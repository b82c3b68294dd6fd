package dev.quarterdeck.network.route;

import dev.quarterdeck.network.kernel.HostPrograms;

/**
 * What a host needs before its first pod: forwarding, bridged traffic going through the service table, and a link that carries the cluster DNS address and
 * gives cluster IPs a route, so that the host itself can reach them even without a default route.
 */
public final class HostLinks {
    private static final String LINK = "quarterdeck-svc";
    private final HostPrograms programs;
    private final String clusterDns;
    private final String serviceCidr;
    private final String podCidr;

    public HostLinks(HostPrograms programs, String clusterDns, String serviceCidr, String podCidr) {
        this.programs = programs;
        this.clusterDns = clusterDns;
        this.serviceCidr = serviceCidr;
        this.podCidr = podCidr;
    }

    /** Idempotent. The link is a bridge without ports: it exists in every kernel that can run pods, unlike dummy links. */
    public void ensure(String hostAddress) {
        programs.require("", "sysctl", "-qw", "net.ipv4.ip_forward=1");
        // Absent where the kernel has no br_netfilter: then bridged pods of one host need it loaded to reach each other
        // through a Service.
        programs.run("", "sysctl", "-qw", "net.bridge.bridge-nf-call-iptables=1");
        if (!programs.run("", "ip", "link", "show", LINK).succeeded()) {
            programs.require("", "ip", "link", "add", LINK, "type", "bridge");
        }
        programs.require("", "ip", "addr", "replace", clusterDns + "/32", "dev", LINK);
        programs.require("", "ip", "link", "set", LINK, "up");
        programs.require("", "ip", "route", "replace", serviceCidr, "dev", LINK, "src", hostAddress);
        letForwardedPodTrafficPass();
    }

    /** Docker leaves a policy of dropping all that is forwarded. */
    private void letForwardedPodTrafficPass() {
        HostPrograms.Result rules = programs.run("", "iptables", "-w", "-S", "FORWARD");
        if (!rules.succeeded() || !rules.output().contains("-P FORWARD DROP")) {
            return;
        }
        for (String side : new String[] {"-s", "-d"}) {
            if (!programs.run("", "iptables", "-w", "-C", "FORWARD", side, podCidr, "-j", "ACCEPT")
                    .succeeded()) {
                programs.require("", "iptables", "-w", "-I", "FORWARD", "1", side, podCidr, "-j", "ACCEPT");
            }
        }
    }

    /** Removes the link; cluster IPs have no route then. */
    public static void remove(HostPrograms programs) {
        programs.run("", "ip", "link", "del", LINK);
    }
}
