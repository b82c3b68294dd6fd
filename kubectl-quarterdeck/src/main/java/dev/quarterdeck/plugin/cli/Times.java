package dev.quarterdeck.plugin.cli;

import dev.quarterdeck.plugin.kubectl.PluginException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as users write them: of RFC 3339, or how long ago. Pure. */
final class Times {
    private static final Pattern PART = Pattern.compile("(\\d{1,9})([smhdw])");

    private Times() {}

    static Instant parse(String text, Instant now) {
        if (text.matches("(?:\\d{1,9}[smhdw])+")) {
            Duration ago = Duration.ZERO;
            Matcher part = PART.matcher(text);
            while (part.find()) {
                ago = ago.plus(Duration.ofSeconds(Long.parseLong(part.group(1)) * seconds(part.group(2))));
            }
            return now.minus(ago);
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new PluginException(
                    "\"" + text + "\" is no time: give one such as 2026-11-20T10:00:00Z, or how long ago, such as 2h");
        }
    }

    private static long seconds(String unit) {
        return switch (unit) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            default -> 604_800;
        };
    }
}
