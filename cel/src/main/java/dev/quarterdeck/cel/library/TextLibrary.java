package dev.quarterdeck.cel.library;

import com.google.common.primitives.UnsignedLong;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code find} and {@code findAll} by RE2 expressions, {@code format}, and {@code jsonpatch.escapeKey}. */
final class TextLibrary {
    private static final ListType TEXTS = ListType.create(FunctionSet.TEXT);

    private TextLibrary() {}

    static FunctionSet functions() {
        return new FunctionSet()
                .member(
                        "find",
                        "string_find_string",
                        FunctionSet.TEXT,
                        args -> find((String) args[0], (String) args[1]),
                        FunctionSet.TEXT,
                        FunctionSet.TEXT)
                .member(
                        "findAll",
                        "string_find_all_string",
                        TEXTS,
                        args -> findAll((String) args[0], (String) args[1], -1),
                        FunctionSet.TEXT,
                        FunctionSet.TEXT)
                .member(
                        "findAll",
                        "string_find_all_string_int",
                        TEXTS,
                        args -> findAll((String) args[0], (String) args[1], (Long) args[2]),
                        FunctionSet.TEXT,
                        FunctionSet.TEXT,
                        FunctionSet.INT)
                .member(
                        "format",
                        "string_format",
                        FunctionSet.TEXT,
                        args -> format((String) args[0], (List<?>) args[1]),
                        FunctionSet.TEXT,
                        ListType.create(SimpleType.DYN))
                .global(
                        "jsonpatch.escapeKey",
                        "string_jsonpatch_escapeKey_string",
                        FunctionSet.TEXT,
                        args -> ((String) args[0]).replace("~", "~0").replace("/", "~1"),
                        FunctionSet.TEXT);
    }

    private static Pattern pattern(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new FunctionError("Illegal regex: " + e.getMessage());
        }
    }

    private static String find(String text, String expression) {
        Matcher matcher = pattern(expression).matcher(text);
        return matcher.find() ? matcher.group() : "";
    }

    private static List<String> findAll(String text, String expression, long most) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern(expression).matcher(text);
        while ((most < 0 || found.size() < most) && matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    /** Verbs {@code %s %d %f %e %b %x %X %o} with a precision for {@code %f} and {@code %e}. */
    static String format(String text, List<?> args) {
        StringBuilder out = new StringBuilder();
        int next = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            i++;
            if (i >= text.length()) {
                throw new FunctionError("unexpected end of string");
            }
            if (text.charAt(i) == '%') {
                out.append('%');
                continue;
            }
            int precision = 6;
            if (text.charAt(i) == '.') {
                int start = ++i;
                while (i < text.length() && Character.isDigit(text.charAt(i))) {
                    i++;
                }
                if (i - start > 3 || i == start || i >= text.length()) {
                    throw new FunctionError("could not parse precision while parsing formatting string");
                }
                precision = Integer.parseInt(text.substring(start, i));
            }
            if (next >= args.size()) {
                throw new FunctionError("index " + next + " out of range");
            }
            out.append(verb(text.charAt(i), precision, args.get(next++)));
        }
        return out.toString();
    }

    private static String verb(char verb, int precision, Object value) {
        return switch (verb) {
            case 's' -> text(value);
            case 'd' -> whole(value, "decimal", 10);
            case 'b' -> value instanceof Boolean flag ? flag ? "1" : "0" : whole(value, "binary", 2);
            case 'o' -> whole(value, "octal", 8);
            case 'x' -> hex(value);
            case 'X' -> hex(value).toUpperCase(Locale.ROOT);
            case 'f' -> real(value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
            case 'e' -> String.format(Locale.ROOT, "%." + precision + "e", real(value));
            default ->
                throw new FunctionError(
                        "could not parse formatting clause: unrecognized formatting clause \"" + verb + "\"");
        };
    }

    private static String whole(Object value, String what, int radix) {
        return switch (value) {
            case Long number -> Long.toString(number, radix);
            case UnsignedLong number -> number.toString(radix);
            case Double number when radix == 10 && (number.isNaN() || number.isInfinite()) -> text(number);
            default ->
                throw new FunctionError("error during formatting: " + what
                        + " clause can only be used on integers, was given " + typeName(value));
        };
    }

    private static String hex(Object value) {
        return switch (value) {
            case Long number -> Long.toString(number, 16);
            case UnsignedLong number -> number.toString(16);
            case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
            case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
            default ->
                throw new FunctionError(
                        "error during formatting: only integers, byte buffers, and strings can be formatted as hex, was given "
                                + typeName(value));
        };
    }

    private static BigDecimal real(Object value) {
        return switch (value) {
            case Long number -> BigDecimal.valueOf(number);
            case UnsignedLong number -> new BigDecimal(number.bigIntegerValue());
            case Double number when Double.isFinite(number) -> BigDecimal.valueOf(number);
            default ->
                throw new FunctionError(
                        "error during formatting: fixed-point clause can only be used on doubles, was given "
                                + typeName(value));
        };
    }

    private static String text(Object value) {
        return switch (value) {
            case String text -> text;
            case NullValue none -> "null";
            case Double number
            when number == Math.rint(number) && Math.abs(number) < 1e21 -> new BigDecimal(number).toPlainString();
            case CelByteString bytes -> new String(bytes.toByteArray(), StandardCharsets.UTF_8);
            case Instant time -> time.toString();
            case Duration duration -> seconds(duration);
            case List<?> list -> list.stream().map(TextLibrary::text).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map -> {
                TreeMap<String, String> sorted = new TreeMap<>();
                map.forEach((key, entry) -> sorted.put(text(key), text(entry)));
                yield sorted.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining(", ", "{", "}"));
            }
            default -> value.toString();
        };
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
    }

    private static String typeName(Object value) {
        return switch (value) {
            case String text -> "string";
            case Boolean flag -> "bool";
            case Double number -> "double";
            case Long number -> "int";
            case List<?> list -> "list";
            case Map<?, ?> map -> "map";
            case NullValue none -> "null_type";
            case CelByteString bytes -> "bytes";
            case Instant time -> "google.protobuf.Timestamp";
            case Duration duration -> "google.protobuf.Duration";
            default -> value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    }
}
