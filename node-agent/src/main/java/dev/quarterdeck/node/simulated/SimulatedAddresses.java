package dev.quarterdeck.node.simulated;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.node.runtime.RuntimeFailure;
import io.grpc.Status;
import java.net.InetAddress;
import java.util.BitSet;
import java.util.List;

/** The addresses of a node's podCIDRs: what one ends with is taken in all of them at once. Guarded by the lock of {@link SimulatedPodRuntime}. */
final class SimulatedAddresses {
    private static final int FIRST_HOST = 2;
    private static final int LAST_HOST = 254;

    private final BitSet taken = new BitSet();
    private List<String> networks = List.of();

    /** The first ones said count. */
    void networks(List<String> podCidrs) {
        if (networks.isEmpty()) {
            networks = podCidrs.isEmpty() ? List.of("10.244.0.0/24") : List.copyOf(podCidrs);
        }
    }

    boolean none() {
        return networks.isEmpty();
    }

    /** What the addresses of a sandbox end with. */
    int take() {
        int host = taken.nextClearBit(FIRST_HOST);
        if (host > LAST_HOST) {
            throw new RuntimeFailure(Status.Code.UNKNOWN, "no IP addresses available in range set", null);
        }
        taken.set(host);
        return host;
    }

    void give(int host) {
        taken.clear(host);
    }

    /** One of each network. */
    List<String> of(int host) {
        return networks.stream().map(cidr -> address(cidr, host)).toList();
    }

    private static String address(String cidr, int host) {
        if (!IpAddresses.isV6(cidr)) {
            return cidr.substring(0, cidr.lastIndexOf('.') + 1) + host;
        }
        byte[] bytes =
                InetAddress.ofLiteral(cidr.substring(0, cidr.indexOf('/'))).getAddress();
        bytes[bytes.length - 1] = (byte) host;
        return IpAddresses.canonical(bytes);
    }
}
