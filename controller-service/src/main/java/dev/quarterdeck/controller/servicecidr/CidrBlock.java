package dev.quarterdeck.controller.servicecidr;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;

/** A range of addresses of either family. */
record CidrBlock(BigInteger network, int bits, int prefix) {

    /** Empty where it cannot be read. */
    static Optional<CidrBlock> parse(String cidr) {
        int slash = cidr.indexOf('/');
        Optional<byte[]> address = slash < 0 ? Optional.empty() : literal(cidr.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        try {
            int bits = address.get().length * 8;
            int prefix = Integer.parseInt(cidr.substring(slash + 1));
            if (prefix < 0 || prefix > bits) {
                return Optional.empty();
            }
            BigInteger value = new BigInteger(1, address.get());
            return Optional.of(new CidrBlock(value.shiftRight(bits - prefix), bits, prefix));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static boolean isAddress(String text) {
        return literal(text).isPresent();
    }

    boolean contains(String address) {
        return literal(address)
                .filter(a -> a.length * 8 == bits)
                .map(a -> new BigInteger(1, a).shiftRight(bits - prefix).equals(network))
                .orElse(false);
    }

    private static Optional<byte[]> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
