package dev.quarterdeck.kube.format;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses and ranges written as text. Nothing is looked up. Stateless. */
public final class IpAddresses {
    private static final Pattern V4 = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,10}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    /** Leading zeros are read, and told apart later. */
    private static final Pattern BITS = Pattern.compile("0{0,5}[0-9]{1,3}");
    /** In the parts of IPv4, where some read what follows as octal. */
    private static final Pattern LEADING_ZERO = Pattern.compile("^0[0-9]|\\.0[0-9]|:0[0-9]+\\.");

    private static final String NOT_AN_ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private static final String NOT_A_RANGE = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    private IpAddresses() {}

    /** Null where {@code text} is no address. Leading zeros of IPv4 parts are read as decimal digits, as the reference does. */
    public static @Nullable InetAddress parse(String text) {
        try {
            if (V4.matcher(text).matches()) {
                String[] parts = text.split("\\.");
                byte[] bytes = new byte[4];
                for (int i = 0; i < 4; i++) {
                    int part = Integer.parseInt(parts[i]);
                    if (part > 255) {
                        return null;
                    }
                    bytes[i] = (byte) part;
                }
                return InetAddress.getByAddress(bytes);
            }
            return V6.matcher(text).matches() ? InetAddress.ofLiteral(text) : null;
        } catch (IllegalArgumentException | UnknownHostException e) {
            return null;
        }
    }

    public static boolean isAddress(String text) {
        return parse(text) != null;
    }

    public static boolean isV6(String text) {
        return text.indexOf(':') >= 0;
    }

    public static List<String> problems(String text) {
        if (!isAddress(text)) {
            return List.of(NOT_AN_ADDRESS);
        }
        if (LEADING_ZERO.matcher(text).find()) {
            return List.of("must not have leading 0s");
        }
        return isV6(text) && parse(text) instanceof Inet4Address
                ? List.of("must not be an IPv4-mapped IPv6 address")
                : List.of();
    }

    /** An address in the one form that all its spellings are read to; {@code text} itself where it is no address. */
    public static String canonical(String text) {
        if (!isV6(text)) {
            return text;
        }
        InetAddress address = parse(text);
        return address == null ? text : canonical(address.getAddress());
    }

    /** Problems of an address that must be written in the one form that all others are read to. */
    public static List<String> canonicalProblems(String text) {
        InetAddress address = parse(text);
        List<String> problems = problems(text);
        if (address == null
                || !problems.isEmpty()
                || canonical(address.getAddress()).equals(text)) {
            return problems;
        }
        return List.of("must be in canonical form (" + Quoting.quote(canonical(address.getAddress())) + ")");
    }

    /** An address of 4 or 16 bytes as text (RFC 5952). */
    public static String canonical(byte[] bytes) {
        if (bytes.length == 4) {
            return (bytes[0] & 255) + "." + (bytes[1] & 255) + "." + (bytes[2] & 255) + "." + (bytes[3] & 255);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[i * 2] & 255) << 8 | bytes[i * 2 + 1] & 255;
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int zeros = 0;
            while (i + zeros < 8 && groups[i + zeros] == 0) {
                zeros++;
            }
            if (zeros > length) {
                start = i;
                length = zeros;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                out.append("::");
                i += length - 1;
                continue;
            }
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                out.append(':');
            }
            out.append(Integer.toHexString(groups[i]));
        }
        return out.toString();
    }

    /** Problems of a range in CIDR notation. */
    public static List<String> rangeProblems(String text) {
        int prefix = prefix(text);
        if (prefix < 0) {
            return List.of(NOT_A_RANGE);
        }
        String bits = text.substring(text.indexOf('/') + 1);
        if (LEADING_ZERO.matcher(text).find() || bits.length() > 1 && bits.charAt(0) == '0') {
            return List.of("must not have leading 0s in IP or prefix length");
        }
        InetAddress address = Objects.requireNonNull(parse(text.substring(0, text.indexOf('/'))));
        if (isV6(text) && address instanceof Inet4Address) {
            return List.of("must not have an IPv4-mapped IPv6 address");
        }
        byte[] bytes = address.getAddress();
        int host = bytes.length * 8 - prefix;
        return new BigInteger(1, bytes).getLowestSetBit() >= host || new BigInteger(1, bytes).signum() == 0
                ? List.of()
                : List.of("must not have bits set beyond the prefix length");
    }

    /** Problems of a range that must be written in the one form that all others are read to. */
    public static List<String> canonicalRangeProblems(String text) {
        List<String> problems = rangeProblems(text);
        if (!problems.isEmpty()) {
            return problems;
        }
        String canonical = canonical(text.substring(0, text.indexOf('/'))) + "/" + prefix(text);
        return canonical.equals(text)
                ? List.of()
                : List.of("must be in canonical form (" + Quoting.quote(canonical) + ")");
    }

    public static boolean isRange(String text) {
        return prefix(text) >= 0;
    }

    /** Bits of the prefix; -1 where {@code text} is no range. */
    public static int prefix(String text) {
        int slash = text.indexOf('/');
        InetAddress address = slash < 0 ? null : parse(text.substring(0, slash));
        String bits = text.substring(slash + 1);
        if (address == null || !BITS.matcher(bits).matches()) {
            return -1;
        }
        int prefix = Integer.parseInt(bits);
        return prefix <= (isV6(text) ? 128 : 32) ? prefix : -1;
    }

    /** Whether the range {@code inner} lies within {@code outer}, which both must be ranges of one family. */
    public static boolean contains(String outer, String inner) {
        int outerPrefix = prefix(outer);
        int innerPrefix = prefix(inner);
        InetAddress outerAddress = parse(outer.substring(0, Math.max(0, outer.indexOf('/'))));
        InetAddress innerAddress = parse(inner.substring(0, Math.max(0, inner.indexOf('/'))));
        if (outerPrefix < 0 || innerPrefix < outerPrefix || outerAddress == null || innerAddress == null) {
            return false;
        }
        byte[] a = outerAddress.getAddress();
        byte[] b = innerAddress.getAddress();
        int shift = a.length * 8 - outerPrefix;
        return a.length == b.length
                && new BigInteger(1, a).shiftRight(shift).equals(new BigInteger(1, b).shiftRight(shift));
    }

    /** Problems of an address that traffic to one endpoint goes to: not unspecified, loopback or link-local. */
    public static List<String> endpointProblems(String text) {
        InetAddress address = parse(text);
        if (address == null) {
            return List.of(NOT_AN_ADDRESS);
        }
        if (LEADING_ZERO.matcher(text).find()) {
            return List.of("must not have leading 0s");
        }
        boolean v4 = address instanceof Inet4Address;
        if (address.isAnyLocalAddress()) {
            return List.of("may not be unspecified (" + (v4 ? "0.0.0.0" : "::") + ")");
        } else if (address.isLoopbackAddress()) {
            return List.of("may not be in the loopback range (127.0.0.0/8, ::1/128)");
        } else if (address.isLinkLocalAddress()) {
            return List.of("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        } else if (address.isMulticastAddress() && address.isMCLinkLocal()) {
            return List.of("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
        return List.of();
    }
}
