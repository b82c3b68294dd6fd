package dev.quarterdeck.controller.nodeipam;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The cluster's range of pod addresses, cut into one range per node. Immutable.
 *
 * @param first the first address
 * @param prefix length of the prefix of the whole
 * @param nodePrefix length of the prefix of a node's part
 */
record PodCidrs(InetAddress first, int prefix, int nodePrefix) {
    private static final Pattern CIDR = Pattern.compile("[0-9a-fA-F.:]+/[0-9]{1,3}");

    /** @throws IllegalArgumentException that says what is wrong with the setting */
    static PodCidrs of(String cidr, int nodePrefix) {
        if (!CIDR.matcher(cidr).matches()) {
            throw new IllegalArgumentException("not an address range: " + cidr);
        }
        int slash = cidr.indexOf('/');
        int prefix = Integer.parseInt(cidr.substring(slash + 1));
        try {
            InetAddress first = InetAddress.getByName(cidr.substring(0, slash));
            int bits = first.getAddress().length * 8;
            if (prefix > nodePrefix || nodePrefix > bits || nodePrefix - prefix > 24) {
                throw new IllegalArgumentException("a range per node of /" + nodePrefix + " does not fit into " + cidr);
            }
            return new PodCidrs(first, prefix, nodePrefix);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address range: " + cidr, e);
        }
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

    String part(int index) {
        byte[] bytes = first.getAddress();
        BigInteger address =
                new BigInteger(1, bytes).add(BigInteger.valueOf(index).shiftLeft(bytes.length * 8 - nodePrefix));
        byte[] raw = address.toByteArray();
        byte[] result = new byte[bytes.length];
        int length = Math.min(raw.length, result.length);
        System.arraycopy(raw, raw.length - length, result, result.length - length, length);
        try {
            return InetAddress.getByAddress(result).getHostAddress() + "/" + nodePrefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
