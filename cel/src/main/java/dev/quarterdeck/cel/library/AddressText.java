package dev.quarterdeck.cel.library;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads addresses as strictly as expressions do. */
final class AddressText {
    private static final Pattern V4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

    private AddressText() {}

    /** Null for what is no address, for IPv4 in IPv6 form, and for addresses with a zone. */
    static byte @Nullable [] parse(String text) {
        if (V4.matcher(text).matches()) {
            return v4(text);
        }
        return text.indexOf(':') >= 0 && text.length() <= 45 ? v6(text) : null;
    }

    private static byte[] v4(String text) {
        String[] parts = text.split("\\.");
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return bytes;
    }

    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        String[] head = groups(gap < 0 ? text : text.substring(0, gap));
        String[] tail = gap < 0 ? new String[0] : groups(text.substring(gap + 2));
        int count = head.length + tail.length;
        if (gap < 0 ? count != 8 : count > 7) {
            return null;
        }
        byte[] bytes = new byte[16];
        for (int i = 0; i < count; i++) {
            String group = i < head.length ? head[i] : tail[i - head.length];
            int at = i < head.length ? i : 8 - count + i;
            if (!group.matches("[0-9a-fA-F]{1,4}")) {
                return null;
            }
            int value = Integer.parseInt(group, 16);
            bytes[at * 2] = (byte) (value >> 8);
            bytes[at * 2 + 1] = (byte) value;
        }
        return bytes;
    }

    private static String[] groups(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", -1);
    }
}
