package dev.quarterdeck.launcher.backup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Names of segments of PostgreSQL's log: 24 hexadecimal digits, of which 8 are the timeline and the rest the place, for segments of 16 MiB: 8 digits, and 8 that
 * count to 255. Pure.
 */
final class WalSegments {
    private static final long PER_FILE = 0x100;

    private WalSegments() {}

    private static boolean isSegment(String name) {
        return name.matches("[0-9A-F]{24}(\\..*)?");
    }

    /** Both included; the timeline of the first. */
    static List<String> between(String first, String last) {
        List<String> names = new ArrayList<>();
        for (long place = place(first); place <= place(last); place++) {
            names.add(
                    first.substring(0, 8) + String.format(Locale.ROOT, "%08X%08X", place / PER_FILE, place % PER_FILE));
        }
        return names;
    }

    /** By place, whatever the timeline: a segment of another timeline at a later place may be needed. */
    static String oldest(List<String> names) {
        return names.stream().min(Comparator.comparingLong(WalSegments::place)).orElseThrow();
    }

    /** False for anything but segments and what belongs to one: histories of timelines are always kept. */
    static boolean isBefore(String name, String other) {
        return isSegment(name) && place(name) < place(other);
    }

    private static long place(String name) {
        return Long.parseLong(name.substring(8, 16), 16) * PER_FILE + Long.parseLong(name.substring(16, 24), 16);
    }
}
