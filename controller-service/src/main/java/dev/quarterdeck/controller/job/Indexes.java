package dev.quarterdeck.controller.job;

import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sets of completion indexes as the status of a Job writes them: {@code 1,3-5,7} (API reference: batch/v1 JobStatus). Two in a row are written with a comma. */
final class Indexes {
    private Indexes() {}

    /** What is no number, and what is not below {@code limit}, is left out. */
    static SortedSet<Integer> parse(@Nullable String text, int limit) {
        SortedSet<Integer> result = new TreeSet<>();
        if (text == null || text.isEmpty()) {
            return result;
        }
        for (String range : text.split(",", -1)) {
            int dash = range.indexOf('-');
            int first = number(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : number(range.substring(dash + 1));
            for (int i = Math.max(0, first); first >= 0 && i <= Math.min(last, limit - 1); i++) {
                result.add(i);
            }
        }
        return result;
    }

    static int number(@Nullable String text) {
        try {
            return text == null ? -1 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    static String format(SortedSet<Integer> indexes) {
        StringBuilder text = new StringBuilder();
        int first = -1;
        int last = -1;
        for (int index : indexes) {
            if (first >= 0 && index == last + 1) {
                last = index;
                continue;
            }
            append(text, first, last);
            first = index;
            last = index;
        }
        append(text, first, last);
        return text.toString();
    }

    private static void append(StringBuilder text, int first, int last) {
        if (first < 0) {
            return;
        }
        text.append(text.isEmpty() ? "" : ",").append(first);
        if (last > first) {
            text.append(last == first + 1 ? ',' : '-').append(last);
        }
    }
}
