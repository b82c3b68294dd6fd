package dev.quarterdeck.node.log;

import java.util.Optional;

/**
 * A line as the runtime writes it: {@code 2026-01-02T03:04:05.6Z stdout F text}.
 *
 * @param partial the line goes on in the next one
 */
public record LogLine(String time, String stream, boolean partial, String text) {

    public static Optional<LogLine> parse(String line) {
        int first = line.indexOf(' ');
        int second = first < 0 ? -1 : line.indexOf(' ', first + 1);
        int third = second < 0 ? -1 : line.indexOf(' ', second + 1);
        if (third < 0) {
            return Optional.empty();
        }
        String tags = line.substring(second + 1, third);
        return Optional.of(new LogLine(
                line.substring(0, first),
                line.substring(first + 1, second),
                tags.equals("P") || tags.startsWith("P:"),
                line.substring(third + 1)));
    }
}
