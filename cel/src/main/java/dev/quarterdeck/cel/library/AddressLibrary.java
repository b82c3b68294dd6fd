package dev.quarterdeck.cel.library;

import dev.quarterdeck.kube.format.IpAddresses;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@code ip}, {@code isIP}, {@code cidr}, {@code isCIDR} and what addresses and ranges are asked. IPv4 addresses in IPv6 form and zones are refused. */
final class AddressLibrary {

    /** Four or sixteen bytes. */
    record Address(String text, byte[] bytes) {
        InetAddress inet() {
            try {
                return InetAddress.getByAddress(bytes);
            } catch (java.net.UnknownHostException e) {
                throw new FunctionError("IP Address parse error");
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Address address && Arrays.equals(bytes, address.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    record Range(Address address, int prefix) {
        boolean contains(byte[] other, int bits) {
            if (other.length != address.bytes().length || bits < prefix) {
                return false;
            }
            return Arrays.equals(masked(address.bytes(), prefix), masked(other, prefix));
        }
    }

    private AddressLibrary() {}

    static FunctionSet functions() {
        FunctionSet functions =
                new FunctionSet().type(Libraries.IP, Address.class).type(Libraries.CIDR, Range.class);
        addresses(functions);
        ranges(functions);
        return functions;
    }

    private static void addresses(FunctionSet functions) {
        functions
                .global("ip", "string_to_ip", Libraries.IP, args -> requiredAddress((String) args[0]), FunctionSet.TEXT)
                .global("isIP", "is_ip", FunctionSet.BOOL, args -> address((String) args[0]) != null, FunctionSet.TEXT)
                .global(
                        "ip.isCanonical",
                        "ip_is_canonical",
                        FunctionSet.BOOL,
                        args -> IpAddresses.canonical(
                                        requiredAddress((String) args[0]).bytes())
                                .equals(args[0]),
                        FunctionSet.TEXT)
                .global(
                        "string",
                        "ip_to_string",
                        FunctionSet.TEXT,
                        args -> IpAddresses.canonical(((Address) args[0]).bytes()),
                        Libraries.IP)
                .member(
                        "family",
                        "ip_family",
                        FunctionSet.INT,
                        args -> ((Address) args[0]).bytes().length == 4 ? 4L : 6L,
                        Libraries.IP)
                .member(
                        "isUnspecified",
                        "ip_is_unspecified",
                        FunctionSet.BOOL,
                        args -> ((Address) args[0]).inet().isAnyLocalAddress(),
                        Libraries.IP)
                .member(
                        "isLoopback",
                        "ip_is_loopback",
                        FunctionSet.BOOL,
                        args -> ((Address) args[0]).inet().isLoopbackAddress(),
                        Libraries.IP)
                .member(
                        "isLinkLocalMulticast",
                        "ip_is_link_local_multicast",
                        FunctionSet.BOOL,
                        args -> ((Address) args[0]).inet().isMCLinkLocal(),
                        Libraries.IP)
                .member(
                        "isLinkLocalUnicast",
                        "ip_is_link_local_unicast",
                        FunctionSet.BOOL,
                        args -> ((Address) args[0]).inet().isLinkLocalAddress(),
                        Libraries.IP)
                .member(
                        "isGlobalUnicast",
                        "ip_is_global_unicast",
                        FunctionSet.BOOL,
                        args -> isGlobal(((Address) args[0])),
                        Libraries.IP);
    }

    private static void ranges(FunctionSet functions) {
        functions
                .global(
                        "cidr",
                        "string_to_cidr",
                        Libraries.CIDR,
                        args -> requiredRange((String) args[0]),
                        FunctionSet.TEXT)
                .global(
                        "isCIDR",
                        "is_cidr",
                        FunctionSet.BOOL,
                        args -> range((String) args[0]) != null,
                        FunctionSet.TEXT)
                .global("string", "cidr_to_string", FunctionSet.TEXT, args -> text((Range) args[0]), Libraries.CIDR)
                .member(
                        "containsIP",
                        "cidr_contains_ip_string",
                        FunctionSet.BOOL,
                        args -> contains((Range) args[0], requiredAddress((String) args[1])),
                        Libraries.CIDR,
                        FunctionSet.TEXT)
                .member(
                        "containsIP",
                        "cidr_contains_ip_ip",
                        FunctionSet.BOOL,
                        args -> contains((Range) args[0], (Address) args[1]),
                        Libraries.CIDR,
                        Libraries.IP)
                .member(
                        "containsCIDR",
                        "cidr_contains_cidr_string",
                        FunctionSet.BOOL,
                        args -> contains((Range) args[0], requiredRange((String) args[1])),
                        Libraries.CIDR,
                        FunctionSet.TEXT)
                .member(
                        "containsCIDR",
                        "cidr_contains_cidr",
                        FunctionSet.BOOL,
                        args -> contains((Range) args[0], (Range) args[1]),
                        Libraries.CIDR,
                        Libraries.CIDR)
                .member("ip", "cidr_ip", Libraries.IP, args -> ((Range) args[0]).address(), Libraries.CIDR)
                .member(
                        "prefixLength",
                        "cidr_prefix_length",
                        FunctionSet.INT,
                        args -> (long) ((Range) args[0]).prefix(),
                        Libraries.CIDR)
                .member("masked", "cidr_masked", Libraries.CIDR, args -> maskedRange((Range) args[0]), Libraries.CIDR);
    }

    private static boolean isGlobal(Address address) {
        InetAddress inet = address.inet();
        boolean broadcast = address.bytes().length == 4 && Arrays.equals(address.bytes(), new byte[] {-1, -1, -1, -1});
        return !broadcast
                && !inet.isAnyLocalAddress()
                && !inet.isLoopbackAddress()
                && !inet.isMulticastAddress()
                && !inet.isLinkLocalAddress();
    }

    private static boolean contains(Range range, Address address) {
        return range.contains(address.bytes(), address.bytes().length * 8);
    }

    private static boolean contains(Range range, Range other) {
        return range.contains(other.address().bytes(), other.prefix());
    }

    private static byte[] masked(byte[] bytes, int prefix) {
        byte[] out = bytes.clone();
        for (int bit = prefix; bit < out.length * 8; bit++) {
            out[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return out;
    }

    private static Range maskedRange(Range range) {
        byte[] bytes = masked(range.address().bytes(), range.prefix());
        return new Range(new Address(IpAddresses.canonical(bytes), bytes), range.prefix());
    }

    private static String text(Range range) {
        return IpAddresses.canonical(range.address().bytes()) + "/" + range.prefix();
    }

    private static @Nullable Address address(String text) {
        byte[] bytes = AddressText.parse(text);
        return bytes == null ? null : new Address(text, bytes);
    }

    private static Address requiredAddress(String text) {
        Address address = address(text);
        if (address == null) {
            throw new FunctionError("IP Address \"" + text
                    + "\" parse error during conversion from string: ParseAddr(\"" + text + "\"): unable to parse IP");
        }
        return address;
    }

    private static @Nullable Range range(String text) {
        int slash = text.indexOf('/');
        Address address = slash < 0 ? null : address(text.substring(0, slash));
        String digits = text.substring(slash + 1);
        if (address == null || !digits.matches("0|[1-9][0-9]{0,2}")) {
            return null;
        }
        int prefix = Integer.parseInt(digits);
        return prefix > address.bytes().length * 8 ? null : new Range(address, prefix);
    }

    private static Range requiredRange(String text) {
        Range range = range(text);
        if (range == null) {
            throw new FunctionError("network address parse error during conversion from string: netip.ParsePrefix(\""
                    + text + "\"): no '/'");
        }
        return range;
    }
}
