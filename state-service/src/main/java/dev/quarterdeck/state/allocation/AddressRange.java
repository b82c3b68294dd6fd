package dev.quarterdeck.state.allocation;

import dev.quarterdeck.kube.format.IpAddresses;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses as services use it: without its first address and, in IPv4, without its last. Ranges of IPv6 have a prefix of 64 bits at least, as in the
 * reference, so that one number tells an address of a range.
 *
 * @param v6 whether its addresses are IPv6
 * @param high the first 64 bits of its IPv6 addresses; 0 for IPv4
 * @param low the rest of its first address
 * @param prefix length of the network's prefix in bits
 */
public record AddressRange(boolean v6, long high, long low, int prefix) {
    private static final int SHORTEST_V4 = 8;
    private static final int SHORTEST_V6 = 64;

    /** @throws IllegalArgumentException with a message for whoever configured it */
    public static AddressRange parse(String cidr) {
        int prefix = IpAddresses.prefix(cidr);
        InetAddress address = prefix < 0 ? null : IpAddresses.parse(cidr.substring(0, cidr.indexOf('/')));
        if (address == null) {
            throw new IllegalArgumentException(
                    "not a range of addresses, as 10.96.0.0/16 and fd00:10:96::/112 are: " + cidr);
        }
        byte[] bytes = address.getAddress();
        boolean v6 = bytes.length == 16;
        int shortest = v6 ? SHORTEST_V6 : SHORTEST_V4;
        int longest = bytes.length * 8 - 2;
        if (prefix < shortest || prefix > longest) {
            throw new IllegalArgumentException(
                    "the prefix of a range of " + (v6 ? "IPv6" : "IPv4") + " addresses for services has " + shortest
                            + " to " + longest + " bits, not " + prefix + ": " + cidr);
        }
        long high = v6 ? ByteBuffer.wrap(bytes).getLong() : 0;
        long low = v6
                ? ByteBuffer.wrap(bytes, 8, 8).getLong()
                : ByteBuffer.wrap(bytes).getInt() & 0xFFFF_FFFFL;
        return new AddressRange(v6, high, low & ~hostMask(v6, prefix), prefix);
    }

    /**
     * One range, or two of both families with a comma between; the first is that of the family which services get that name none.
     *
     * @throws IllegalArgumentException with a message for whoever configured it
     */
    public static List<AddressRange> parseAll(String cidrs) {
        List<AddressRange> ranges = new ArrayList<>(2);
        for (String cidr : cidrs.split(",", -1)) {
            ranges.add(parse(cidr.strip()));
        }
        if (ranges.size() > 2) {
            throw new IllegalArgumentException("more than two ranges: " + cidrs);
        }
        if (ranges.size() == 2 && ranges.get(0).v6 == ranges.get(1).v6) {
            throw new IllegalArgumentException("two ranges must be one of IPv4 and one of IPv6: " + cidrs);
        }
        return List.copyOf(ranges);
    }

    private static long hostMask(boolean v6, int prefix) {
        int bits = (v6 ? 128 : 32) - prefix;
        return bits == 64 ? -1 : (1L << bits) - 1;
    }

    /** {@code IPv4} or {@code IPv6}. */
    public String family() {
        return v6 ? "IPv6" : "IPv4";
    }

    /** How many addresses can be given; of a range of 2^63 and more as many as a number tells. */
    public long size() {
        long last = hostMask(v6, prefix);
        return last < 0 ? Long.MAX_VALUE : v6 ? last : last - 1;
    }

    /** The address at {@code index}, from 0, in its canonical form. */
    public String at(long index) {
        return text(low + 1 + index);
    }

    private String text(long last) {
        return v6
                ? IpAddresses.canonical(
                        ByteBuffer.allocate(16).putLong(high).putLong(last).array())
                : (last >> 24 & 255) + "." + (last >> 16 & 255) + "." + (last >> 8 & 255) + "." + (last & 255);
    }

    /** Whether the address can be given out of this range, however it is spelled. */
    public boolean contains(String address) {
        Long index = index(address);
        return index != null && index != 0 && (v6 || index != hostMask(false, prefix));
    }

    /** How far the address lies from the first one, unsigned; null where it is not in the range. */
    private @Nullable Long index(String address) {
        InetAddress parsed = IpAddresses.isV6(address) == v6 ? IpAddresses.parse(address) : null;
        if (parsed == null || parsed.getAddress().length != (v6 ? 16 : 4)) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(parsed.getAddress());
        if (v6 && bytes.getLong() != high) {
            return null;
        }
        long last = v6 ? bytes.getLong() : bytes.getInt() & 0xFFFF_FFFFL;
        long mask = hostMask(v6, prefix);
        return (last & ~mask) == low ? last & mask : null;
    }

    @Override
    public String toString() {
        return text(low) + "/" + prefix;
    }
}
