package dev.quarterdeck.state.allocation;

import java.util.OptionalLong;

/**
 * A range of IPv4 addresses as services use it: without the network address and the broadcast address.
 *
 * @param network its first address
 * @param prefix length of the network's prefix in bits, 8 to 30
 */
public record Ipv4Range(long network, int prefix) {

    /** @throws IllegalArgumentException with a message for whoever configured it */
    public static Ipv4Range parse(String cidr) {
        int slash = cidr.indexOf('/');
        OptionalLong address = slash < 0 ? OptionalLong.empty() : address(cidr.substring(0, slash));
        int prefix;
        try {
            prefix = slash < 0 ? -1 : Integer.parseInt(cidr.substring(slash + 1));
        } catch (NumberFormatException e) {
            prefix = -1;
        }
        if (address.isEmpty() || prefix < 8 || prefix > 30) {
            throw new IllegalArgumentException(
                    "not an IPv4 range with a prefix of 8 to 30 bits, as 10.96.0.0/16 is: " + cidr);
        }
        return new Ipv4Range(address.getAsLong() & (0xFFFF_FFFFL << (32 - prefix)), prefix);
    }

    /** Dotted decimal, strictly; empty for anything else. */
    public static OptionalLong address(String text) {
        String[] bytes = text.split("\\.", -1);
        if (bytes.length != 4) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (String part : bytes) {
            if (part.isEmpty()
                    || part.length() > 3
                    || !part.chars().allMatch(c -> c >= '0' && c <= '9')
                    || part.length() > 1 && part.charAt(0) == '0'
                    || Integer.parseInt(part) > 255) {
                return OptionalLong.empty();
            }
            value = value << 8 | Integer.parseInt(part);
        }
        return OptionalLong.of(value);
    }

    /** How many addresses can be given. */
    public int size() {
        return (1 << (32 - prefix)) - 2;
    }

    /** The address at {@code index}, from 0. */
    public String at(int index) {
        long a = network + 1 + index;
        return (a >> 24 & 255) + "." + (a >> 16 & 255) + "." + (a >> 8 & 255) + "." + (a & 255);
    }

    public boolean contains(String address) {
        OptionalLong value = address(address);
        return value.isPresent() && value.getAsLong() > network && value.getAsLong() <= network + size();
    }

    /** Whether the address lies in the range, be it one that can't be given. */
    public boolean spans(String address) {
        OptionalLong value = address(address);
        return value.isPresent() && value.getAsLong() >= network && value.getAsLong() <= network + size() + 1;
    }

    @Override
    public String toString() {
        long a = network;
        return (a >> 24 & 255) + "." + (a >> 16 & 255) + "." + (a >> 8 & 255) + "." + (a & 255) + "/" + prefix;
    }
}
