package dev.quarterdeck.controller.nodeipam;

import dev.quarterdeck.kube.format.IpAddresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The cluster's range of pod addresses of one family, cut into one range per node. Immutable.
 *
 * @param network the bits of the prefix of the whole, as a number
 * @param bits length of an address
 * @param prefix length of the prefix of the whole
 * @param nodePrefix length of the prefix of a node's part
 */
record PodCidrs(BigInteger network, int bits, int prefix, int nodePrefix) {
    private static final int MOST_PARTS = 24;

    /**
     * @param cidrs one range, or two of both families with a comma between
     * @throws IllegalArgumentException that says what is wrong with the setting
     */
    static List<PodCidrs> all(String cidrs, int nodePrefixV4, int nodePrefixV6) {
        List<PodCidrs> all = new ArrayList<>(2);
        for (String cidr : cidrs.split(",", -1)) {
            all.add(of(cidr.strip(), IpAddresses.isV6(cidr) ? nodePrefixV6 : nodePrefixV4));
        }
        if (all.size() > 2 || all.size() == 2 && all.get(0).bits == all.get(1).bits) {
            throw new IllegalArgumentException("not one range, nor two of both families: " + cidrs);
        }
        return List.copyOf(all);
    }

    /** @throws IllegalArgumentException that says what is wrong with the setting */
    static PodCidrs of(String cidr, int nodePrefix) {
        int prefix = IpAddresses.prefix(cidr);
        InetAddress first = prefix < 0 ? null : IpAddresses.parse(cidr.substring(0, cidr.indexOf('/')));
        if (first == null) {
            throw new IllegalArgumentException("not an address range: " + cidr);
        }
        int bits = first.getAddress().length * 8;
        if (prefix > nodePrefix || nodePrefix > bits || nodePrefix - prefix > MOST_PARTS) {
            throw new IllegalArgumentException("a range per node of /" + nodePrefix + " does not fit into " + cidr);
        }
        return new PodCidrs(new BigInteger(1, first.getAddress()).shiftRight(bits - prefix), bits, prefix, nodePrefix);
    }

    /** How many parts there are. */
    int count() {
        return 1 << (nodePrefix - prefix);
    }

    /** The index of the first part from {@code start} on that is not in use, from the beginning after the last one; empty where all are. */
    OptionalInt free(Set<String> used, int start) {
        int count = count();
        for (int i = 0; i < count; i++) {
            int index = (start + i) % count;
            if (!used.contains(part(index))) {
                return OptionalInt.of(index);
            }
        }
        return OptionalInt.empty();
    }

    /** In canonical form. */
    String part(int index) {
        byte[] raw = network.shiftLeft(nodePrefix - prefix)
                .add(BigInteger.valueOf(index))
                .shiftLeft(bits - nodePrefix)
                .toByteArray();
        byte[] address = new byte[bits / 8];
        int length = Math.min(raw.length, address.length);
        System.arraycopy(raw, raw.length - length, address, address.length - length, length);
        return IpAddresses.canonical(address) + "/" + nodePrefix;
    }
}
