package dev.quarterdeck.launcher.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The network between the hosts of one machine: a bridge with this machine's address, and for each further host a network namespace with a veth pair to
 * it. Making what is there already changes nothing, so a new {@code up} finds running pods as they were.
 */
public final class HostNetwork {
    static final String BRIDGE = "quarterdeck0";
    private static final String SUBNET = ClusterHost.NETWORK + ".0/24";
    private static final String TABLE = "quarterdeck-hosts";

    /** Makes the bridge, this machine's address on it, forwarding, and masquerading of what leaves the machine. */
    public void ensureBridge() {
        if (!Files.exists(Path.of("/sys/class/net", BRIDGE))) {
            HostCommand.run("ip", "link", "add", BRIDGE, "type", "bridge");
        }
        HostCommand.run("ip", "addr", "replace", ClusterHost.of(1).address() + "/24", "dev", BRIDGE);
        HostCommand.run("ip", "link", "set", BRIDGE, "up");
        HostCommand.run("sysctl", "-qw", "net.ipv4.ip_forward=1");
        letBridgedTrafficPass();
        HostCommand.run(
                "nft",
                "add table ip " + TABLE + "; flush table ip " + TABLE + "; "
                        + "add chain ip " + TABLE + " postrouting { type nat hook postrouting priority 100; }; "
                        + "add rule ip " + TABLE + " postrouting ip saddr " + SUBNET + " oifname != \"" + BRIDGE
                        + "\" ip daddr != 10.0.0.0/8 masquerade");
    }

    /** Docker leaves a policy of dropping all that is forwarded; what goes over our bridge is let through before it. */
    private void letBridgedTrafficPass() {
        if (!HostCommand.exists("iptables")) {
            return;
        }
        HostCommand.Result rules = HostCommand.attempt("iptables", "-w", "-S", "FORWARD");
        if (!rules.succeeded() || !rules.output().contains("-P FORWARD DROP")) {
            return;
        }
        for (List<String> direction : List.of(List.of("-i", BRIDGE), List.of("-o", BRIDGE))) {
            String flag = direction.getFirst();
            if (!HostCommand.attempt("iptables", "-w", "-C", "FORWARD", flag, BRIDGE, "-j", "ACCEPT")
                    .succeeded()) {
                HostCommand.run("iptables", "-w", "-I", "FORWARD", "1", flag, BRIDGE, "-j", "ACCEPT");
            }
        }
    }

    /** Makes the namespace of a further host, with its address and its way out. */
    public void ensureHost(ClusterHost host) {
        if (host.isThisMachine()) {
            return;
        }
        String namespace = host.namespace();
        String outside = "qdhost" + host.index();
        if (!Files.exists(Path.of("/run/netns", namespace))) {
            HostCommand.run("ip", "netns", "add", namespace);
        }
        if (!Files.exists(Path.of("/sys/class/net", outside))) {
            HostCommand.run("ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        }
        HostCommand.run("ip", "link", "set", outside, "master", BRIDGE, "up");
        HostCommand.run("ip", "-n", namespace, "link", "set", "lo", "up");
        HostCommand.run("ip", "-n", namespace, "link", "set", "eth0", "up");
        HostCommand.run("ip", "-n", namespace, "addr", "replace", host.address() + "/24", "dev", "eth0");
        HostCommand.run(
                "ip",
                "-n",
                namespace,
                "route",
                "replace",
                "default",
                "via",
                ClusterHost.of(1).address());
        HostCommand.run("nsenter", "--net=/run/netns/" + namespace, "sysctl", "-qw", "net.ipv4.ip_forward=1");
    }

    /** Takes the cable of a further host out, or puts it back: what a broken switch does. */
    public void setConnected(ClusterHost host, boolean connected) {
        HostCommand.run("ip", "link", "set", "qdhost" + host.index(), connected ? "up" : "down");
    }

    /** Removes all that was made for these hosts. What is gone already is no error. */
    public void remove(List<ClusterHost> hosts) {
        for (ClusterHost host : hosts) {
            if (!host.isThisMachine()) {
                HostCommand.attempt("ip", "link", "del", "qdhost" + host.index());
                HostCommand.attempt("ip", "netns", "del", host.namespace());
            }
        }
        HostCommand.attempt("ip", "link", "del", BRIDGE);
        HostCommand.attempt("nft", "delete", "table", "ip", TABLE);
        if (HostCommand.exists("iptables")) {
            HostCommand.attempt("iptables", "-w", "-D", "FORWARD", "-i", BRIDGE, "-j", "ACCEPT");
            HostCommand.attempt("iptables", "-w", "-D", "FORWARD", "-o", BRIDGE, "-j", "ACCEPT");
        }
    }
}
