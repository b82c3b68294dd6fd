package dev.quarterdeck.network.nft;

import dev.quarterdeck.network.kernel.HostPrograms;
import dev.quarterdeck.network.service.Frontend;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's table of Services on this host. The first change replaces the table as a whole, later ones are deltas; where the kernel refuses a delta (somebody
 * changed the table by hand), the next one replaces it again. Not thread-safe: one reconciler owns it.
 */
public final class ServiceTable {
    private final HostPrograms programs;
    private final NetworkAddresses addresses;
    private @Nullable Ruleset applied;

    public ServiceTable(HostPrograms programs, NetworkAddresses addresses) {
        this.programs = programs;
        this.addresses = addresses;
    }

    /** Makes the kernel's table equal to these frontends. Atomic: connections see the table before or after, nothing between. */
    public void apply(Collection<Frontend> frontends) {
        Ruleset wanted = Ruleset.of(frontends, addresses);
        Ruleset before = applied;
        String script = before == null ? NftScript.full(wanted, addresses) : NftScript.delta(before, wanted);
        if (script.isEmpty()) {
            return;
        }
        applied = null;
        programs.require(script, "nft", "-f", "-");
        applied = wanted;
    }

    /** Removes the table; services are not reachable on this host any more. */
    public static void remove(HostPrograms programs) {
        programs.run("", "nft", "delete", "table", "ip", "quarterdeck");
    }

    /**
     * UDP has no end of connection: flows to backends that are gone would go on into nothing as long as their client keeps talking, so the kernel must forget
     * them.
     */
    public void forgetStaleFlows(Collection<Frontend> before, Collection<Frontend> after) {
        Set<String> gone = new TreeSet<>(udpFlows(before));
        gone.removeAll(udpFlows(after));
        for (String flow : gone) {
            String[] parts = flow.split(" ");
            programs.run("", "conntrack", "-D", "-p", "udp", "--orig-dst", parts[0], "--reply-src", parts[1]);
        }
        Set<String> served = new TreeSet<>(udpAddresses(after));
        served.removeAll(udpAddresses(before));
        for (String address : served) {
            String[] parts = address.split(" ");
            programs.run("", "conntrack", "-D", "-p", "udp", "--orig-dst", parts[0], "--orig-port-dst", parts[1]);
        }
    }

    private static Set<String> udpFlows(Collection<Frontend> frontends) {
        Set<String> flows = new TreeSet<>();
        for (Frontend f : frontends) {
            if (f.protocol() == Frontend.Protocol.UDP) {
                f.clusterIps().forEach(ip -> f.internal().forEach(b -> flows.add(ip + " " + b.address())));
                f.externalIps().forEach(ip -> f.external().forEach(b -> flows.add(ip + " " + b.address())));
            }
        }
        return flows;
    }

    /** Frontends that had no backend before: packets sent then left flows to the cluster IP itself. */
    private static Set<String> udpAddresses(Collection<Frontend> frontends) {
        Set<String> addresses = new TreeSet<>();
        for (Frontend f : frontends) {
            if (f.protocol() == Frontend.Protocol.UDP && !f.internal().isEmpty()) {
                f.clusterIps().forEach(ip -> addresses.add(ip + " " + f.port()));
            }
        }
        return addresses;
    }
}
