package dev.quarterdeck.kube.customresource;

import java.util.ArrayDeque;

/** Whether a pattern of a schema would become too large a program to be compiled. Pure. */
public final class PatternSize {
    private PatternSize() {}

    /** Counts within counts multiply, and a program grows as their product: a thousand is the most (RE2 syntax). */
    public static boolean tooLarge(String pattern) {
        ArrayDeque<Long> outside = new ArrayDeque<>();
        long most = 1;
        long before = 1;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
                before = 1;
            } else if (c == '[') {
                int end = pattern.indexOf(']', i + 2);
                i = end < 0 ? pattern.length() : end;
                before = 1;
            } else if (c == '(') {
                outside.push(most);
                most = 1;
            } else if (c == ')' && !outside.isEmpty()) {
                before = most;
                most = Math.max(most, outside.pop());
            } else if (c == '{' && i + 1 < pattern.length() && Character.isDigit(pattern.charAt(i + 1))) {
                int end = pattern.indexOf('}', i);
                String counts = end < 0 ? "" : pattern.substring(i + 1, end);
                String last = counts.substring(counts.indexOf(',') + 1);
                String count = last.isEmpty() ? counts.replace(",", "") : last;
                if (count.length() < 6 && !count.isEmpty() && count.chars().allMatch(Character::isDigit)) {
                    before *= Math.max(1, Long.parseLong(count));
                    most = Math.max(most, before);
                    if (most > 1000) {
                        return true;
                    }
                }
            } else if ("*+?|".indexOf(c) < 0) {
                before = 1;
            }
        }
        return false;
    }
}
