package dev.quarterdeck.kube.customresource;

import dev.quarterdeck.kube.format.IpAddresses;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The formats of strings that schemas may ask for, as OpenAPI names them; one that is not known is not checked. What each demands follows RFC 3339 (dates),
 * RFC 1034 (host names), RFC 5322 (mail) and the reference where that is more generous. Stateless.
 */
public final class StringFormats {
    private static final Pattern HOST = Pattern.compile(
            "([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|([a-zA-Z0-9\\p{S}\\p{L}](([a-zA-Z0-9\\-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.))+([a-zA-Z\\p{L}]){2,63})");
    private static final Pattern EMAIL = Pattern.compile(
            "([^<>@\\r\\n]*<)?([A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*|\"[^\"\\r\\n]+\")@([^\\s@<>(),:;\\[\\]]+|\\[[^\\]\\s]+\\])>?");
    private static final Pattern TIME =
            Pattern.compile("([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))");
    private static final Pattern SCALA_DURATION = Pattern.compile("(\\d+)\\s*([A-Za-zµ]+)");
    private static final Pattern GO_DURATION =
            Pattern.compile("[-+]?(0|(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)");
    private static final Set<String> DURATION_UNITS = Set.of("ns", "us", "µs", "ms", "s", "m", "h", "d", "w", "wk");
    private static final Pattern DURATION_PREFIXES =
            Pattern.compile("(nano|micro|milli|second|sec|minute|min|hour|hr|day|week).*");
    private static final Pattern BASE64 = Pattern.compile(
            "(?:[A-Za-z0-9+\\\\/]{4})*(?:[A-Za-z0-9+\\\\/]{2}==|[A-Za-z0-9+\\\\/]{3}=|[A-Za-z0-9+\\\\/]{4})");

    private static final Map<String, Predicate<String>> CHECKS = Map.ofEntries(
            Map.entry("bsonobjectid", matching("[0-9a-fA-F]{24}")),
            Map.entry("uri", StringFormats::isUri),
            Map.entry("email", text -> EMAIL.matcher(text).matches()),
            Map.entry("hostname", StringFormats::isHost),
            Map.entry("ipv4", text -> text.indexOf('.') >= 0 && IpAddresses.isAddress(text)),
            Map.entry("ipv6", text -> text.indexOf(':') >= 0 && IpAddresses.isAddress(text)),
            Map.entry("cidr", IpAddresses::isRange),
            Map.entry(
                    "mac",
                    matching(
                            "([0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}(([:-][0-9a-fA-F]{2}){2}|([:-][0-9a-fA-F]{2}){14})?|[0-9a-fA-F]{4}(\\.[0-9a-fA-F]{4}){2}(\\.[0-9a-fA-F]{4})?)")),
            Map.entry("uuid", uuid("[0-9a-f]{4}", "[0-9a-f]{4}")),
            Map.entry("uuid3", uuid("3[0-9a-f]{3}", "[0-9a-f]{4}")),
            Map.entry("uuid4", uuid("4[0-9a-f]{3}", "[89ab][0-9a-f]{3}")),
            Map.entry("uuid5", uuid("5[0-9a-f]{3}", "[89ab][0-9a-f]{3}")),
            Map.entry("isbn", text -> isIsbn10(text) || isIsbn13(text)),
            Map.entry("isbn10", StringFormats::isIsbn10),
            Map.entry("isbn13", StringFormats::isIsbn13),
            Map.entry("creditcard", StringFormats::isCreditCard),
            Map.entry("ssn", matching("\\d{3}[- ]?\\d{2}[- ]?\\d{4}")),
            Map.entry("hexcolor", matching("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")),
            Map.entry(
                    "rgbcolor",
                    matching(
                            "rgb\\(\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*\\)")),
            Map.entry("byte", text -> BASE64.matcher(text).matches()),
            Map.entry("password", text -> true),
            Map.entry("date", StringFormats::isDate),
            Map.entry("duration", StringFormats::isDuration),
            Map.entry("datetime", StringFormats::isDateTime),
            Map.entry(
                    "k8sshortname",
                    text -> text.length() <= 63
                            && matching("[a-z0-9]([-a-z0-9]*[a-z0-9])?").test(text)),
            Map.entry(
                    "k8slongname",
                    text -> text.length() <= 253
                            && matching("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
                                    .test(text)));

    private StringFormats() {}

    private static Predicate<String> matching(String pattern) {
        return Pattern.compile(pattern).asMatchPredicate();
    }

    private static Predicate<String> uuid(String third, String fourth) {
        return Pattern.compile(
                        "[0-9a-f]{8}-?[0-9a-f]{4}-?" + third + "-?" + fourth + "-?[0-9a-f]{12}",
                        Pattern.CASE_INSENSITIVE)
                .asMatchPredicate();
    }

    /** The format of a schema as it is written where its type has such a format; empty where it is not looked at. */
    static String checkedFormat(JsonSchema schema) {
        String format = schema.format();
        if (format.isEmpty()) {
            return "";
        }
        boolean checked =
                switch (schema.extensions().intOrString() ? "" : schema.type()) {
                    case "", "string" -> isKnown(format);
                    case "integer" -> format.equals("int32") || format.equals("int64");
                    case "number" -> format.equals("float") || format.equals("double");
                    default -> false;
                };
        return checked ? format : "";
    }

    /** Whether strings can be held against it. */
    static boolean isKnown(String format) {
        return CHECKS.containsKey(normalized(format));
    }

    private static String normalized(String format) {
        return format.replace("-", "");
    }

    public static boolean matches(String format, String text) {
        Predicate<String> check = CHECKS.get(normalized(format));
        return check == null || check.test(text);
    }

    private static boolean isUri(String text) {
        if (text.isEmpty()) {
            return false;
        }
        try {
            URI uri = new URI(text.replace("|", "%7C")
                    .replace("^", "%5E")
                    .replace("{", "%7B")
                    .replace("}", "%7D"));
            return uri.isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isHost(String text) {
        if (text.length() > 255 || !HOST.matcher(text).matches()) {
            return false;
        }
        for (String part : text.split("\\.", -1)) {
            if (part.length() > 63) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return text.length() == 10;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isDateTime(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split("t", -1);
        if (parts.length < 2 || !isDate(parts[0])) {
            return false;
        }
        var matcher = TIME.matcher(parts[1]);
        return matcher.matches()
                && matcher.group(1).compareTo("23") <= 0
                && matcher.group(2).compareTo("59") <= 0
                && matcher.group(3).compareTo("59") <= 0;
    }

    private static boolean isDuration(String text) {
        if (GO_DURATION.matcher(text).matches()) {
            return true;
        }
        var matcher = SCALA_DURATION.matcher(text);
        boolean found = false;
        while (matcher.find()) {
            String unit = matcher.group(2).toLowerCase(Locale.ROOT);
            if (matcher.group(1).length() > 18) {
                return false;
            }
            found |= DURATION_UNITS.contains(unit)
                    || DURATION_PREFIXES.matcher(unit).matches();
        }
        return found;
    }

    private static boolean isIsbn10(String text) {
        String digits = text.replaceAll("[\\s-]+", "");
        if (!digits.matches("[0-9]{9}[0-9X]")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            char c = digits.charAt(i);
            sum += (i + 1) * (c == 'X' ? 10 : c - '0');
        }
        return sum % 11 == 0;
    }

    private static boolean isIsbn13(String text) {
        String digits = text.replaceAll("[\\s-]+", "");
        if (!digits.matches("[0-9]{13}")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 13; i++) {
            sum += (i % 2 == 0 ? 1 : 3) * (digits.charAt(i) - '0');
        }
        return sum % 10 == 0;
    }

    private static boolean isCreditCard(String text) {
        String digits = text.replaceAll("[^0-9]+", "");
        if (!digits.matches(
                "4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|6(011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(0[0-5]|[68][0-9])[0-9]{11}|(2131|1800|35[0-9]{3})[0-9]{11}")) {
            return false;
        }
        int sum = 0;
        boolean twice = false;
        for (int i = digits.length() - 1; i >= 0; i--) {
            int digit = digits.charAt(i) - '0';
            sum += twice ? digit * 2 / 10 + digit * 2 % 10 : digit;
            twice = !twice;
        }
        return sum % 10 == 0;
    }
}
