package dev.quarterdeck.network.route;

import dev.quarterdeck.network.kernel.HostPrograms;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Routes from this host to the pods of the others: each IPv4 pod CIDR by way of its host's address. The kernel marks them with a protocol number of our own, so
 * that what is there is known after a restart.
 */
public final class PodRoutes {
    /** Route protocol number (rtnetlink); 100 is in the range left to users. */
    private static final String PROTOCOL = "100";

    private final HostPrograms programs;
    private final String node;

    public PodRoutes(HostPrograms programs, String node) {
        this.programs = programs;
        this.node = node;
    }

    /** The routes this host must have: gateway by pod CIDR. Pure. */
    static Map<String, String> plan(String node, Collection<Node> nodes) {
        Map<String, String> routes = new TreeMap<>();
        for (Node other : nodes) {
            if (other.getMetadata().getName().equals(node) || other.getSpec() == null || other.getStatus() == null) {
                continue;
            }
            Optional<String> range = Stream.concat(
                            Stream.ofNullable(other.getSpec().getPodCIDR()), other.getSpec().getPodCIDRs().stream())
                    .filter(cidr -> !cidr.isEmpty() && !cidr.contains(":"))
                    .findFirst();
            for (NodeAddress address : other.getStatus().getAddresses()) {
                if ("InternalIP".equals(address.getType())
                        && !address.getAddress().contains(":")) {
                    range.ifPresent(cidr -> routes.putIfAbsent(cidr, address.getAddress()));
                }
            }
        }
        return routes;
    }

    /** Adds, changes and removes routes until the kernel has exactly the planned ones. */
    public void apply(Collection<Node> nodes) {
        Map<String, String> wanted = plan(node, nodes);
        Map<String, String> present = present();
        wanted.forEach((cidr, gateway) -> {
            if (!gateway.equals(present.get(cidr))) {
                programs.require("", "ip", "route", "replace", cidr, "via", gateway, "proto", PROTOCOL);
            }
        });
        present.keySet().stream()
                .filter(cidr -> !wanted.containsKey(cidr))
                .forEach(cidr -> programs.run("", "ip", "route", "del", cidr, "proto", PROTOCOL));
    }

    private Map<String, String> present() {
        Map<String, String> routes = new TreeMap<>();
        for (String line : programs.require("", "ip", "-4", "route", "show", "proto", PROTOCOL)
                .lines()
                .toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length >= 3 && words[1].equals("via")) {
                routes.put(words[0].contains("/") ? words[0] : words[0] + "/32", words[2]);
            }
        }
        return routes;
    }

    /** Removes all routes of ours. */
    public static void remove(HostPrograms programs) {
        programs.run("", "ip", "route", "flush", "proto", PROTOCOL);
    }
}
