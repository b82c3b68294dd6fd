package dev.quarterdeck.gateway.dispatch;

import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.kube.status.ApiException;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a request may take by its own word: the query option {@code timeout}, a duration as Go writes it. Pure. */
final class RequestTimeout {
    private static final Pattern PART = Pattern.compile("([0-9]*)(?:\\.([0-9]*))?([^0-9.]*)");

    private RequestTimeout() {}

    /** Null where the request says nothing, or nothing that bounds it. Throws BadRequest for what is no duration. @param most the server's own bound */
    static @Nullable Duration asked(Query query, Duration most) {
        String text = query.text("timeout");
        if (text.isEmpty()) {
            return null;
        }
        double seconds = seconds(text);
        return seconds > 0 && seconds < most.toMillis() / 1000.0 ? Duration.ofNanos((long) (seconds * 1e9)) : null;
    }

    private static double seconds(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String rest = signed ? text.substring(1) : text;
        if (rest.equals("0")) {
            return 0;
        }
        if (rest.isEmpty() || text.length() > 100) {
            throw invalid("invalid duration", text);
        }
        double sum = 0;
        while (!rest.isEmpty()) {
            Matcher part = PART.matcher(rest);
            if (!part.lookingAt()) {
                throw invalid("invalid duration", text);
            }
            String whole = Objects.requireNonNullElse(part.group(1), "");
            String fraction = Objects.requireNonNullElse(part.group(2), "");
            if (whole.isEmpty() && fraction.isEmpty()) {
                throw invalid("invalid duration", text);
            }
            double value = Double.parseDouble("0" + whole + "." + fraction + "0");
            sum += value * scale(Objects.requireNonNullElse(part.group(3), ""), text);
            rest = rest.substring(part.end());
        }
        return text.startsWith("-") ? -sum : sum;
    }

    private static double scale(String unit, String text) {
        return switch (unit) {
            case "ns" -> 1e-9;
            case "us", "\u00b5s", "\u03bcs" -> 1e-6;
            case "ms" -> 1e-3;
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3600;
            case "" -> throw invalid("missing unit in duration", text);
            default -> throw invalid("unknown unit \"" + unit + "\" in duration", text);
        };
    }

    private static ApiException invalid(String what, String text) {
        return ApiException.badRequest(
                "invalid timeout specified in the request URL - time: " + what + " \"" + text + "\"");
    }
}
