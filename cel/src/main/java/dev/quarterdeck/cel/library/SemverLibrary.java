package dev.quarterdeck.cel.library;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code semver}, {@code isSemver} and what versions of semver.org 2.0.0 are made of. */
final class SemverLibrary {
    private static final String NUMBER = "(0|[1-9][0-9]*)";
    private static final Pattern VERSION = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER
            + "(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
            + "(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?");

    /** Build metadata counts for nothing. */
    record Version(long major, long minor, long patch, String pre) implements Comparable<Version> {
        @Override
        public int compareTo(Version other) {
            int order = Long.compareUnsigned(major, other.major);
            order = order != 0 ? order : Long.compareUnsigned(minor, other.minor);
            order = order != 0 ? order : Long.compareUnsigned(patch, other.patch);
            return order != 0 ? order : comparePre(pre, other.pre);
        }

        private static int comparePre(String one, String other) {
            if (one.isEmpty() || other.isEmpty()) {
                return Boolean.compare(one.isEmpty(), other.isEmpty());
            }
            String[] a = one.split("\\.");
            String[] b = other.split("\\.");
            for (int i = 0; i < Math.min(a.length, b.length); i++) {
                int order = comparePart(a[i], b[i]);
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(a.length, b.length);
        }

        private static int comparePart(String one, String other) {
            boolean number = one.matches("[0-9]+");
            boolean otherNumber = other.matches("[0-9]+");
            if (number && otherNumber) {
                return new BigInteger(one).compareTo(new BigInteger(other));
            }
            return number != otherNumber ? Boolean.compare(otherNumber, number) : Integer.signum(one.compareTo(other));
        }
    }

    private SemverLibrary() {}

    static FunctionSet functions() {
        return new FunctionSet()
                .type(Libraries.SEMVER, Version.class)
                .global(
                        "semver",
                        "string_to_semver",
                        Libraries.SEMVER,
                        args -> parse((String) args[0]),
                        FunctionSet.TEXT)
                .global(
                        "semver",
                        "string_bool_to_semver",
                        Libraries.SEMVER,
                        args -> parse(text(args)),
                        FunctionSet.TEXT,
                        FunctionSet.BOOL)
                .global(
                        "isSemver",
                        "is_semver_string",
                        FunctionSet.BOOL,
                        args -> isValid((String) args[0]),
                        FunctionSet.TEXT)
                .global(
                        "isSemver",
                        "is_semver_string_bool",
                        FunctionSet.BOOL,
                        args -> isValid(text(args)),
                        FunctionSet.TEXT,
                        FunctionSet.BOOL)
                .member(
                        "major",
                        "semver_major",
                        FunctionSet.INT,
                        args -> of(args[0]).major(),
                        Libraries.SEMVER)
                .member(
                        "minor",
                        "semver_minor",
                        FunctionSet.INT,
                        args -> of(args[0]).minor(),
                        Libraries.SEMVER)
                .member(
                        "patch",
                        "semver_patch",
                        FunctionSet.INT,
                        args -> of(args[0]).patch(),
                        Libraries.SEMVER)
                .member(
                        "isGreaterThan",
                        "semver_is_greater_than",
                        FunctionSet.BOOL,
                        args -> of(args[0]).compareTo(of(args[1])) > 0,
                        Libraries.SEMVER,
                        Libraries.SEMVER)
                .member(
                        "isLessThan",
                        "semver_is_less_than",
                        FunctionSet.BOOL,
                        args -> of(args[0]).compareTo(of(args[1])) < 0,
                        Libraries.SEMVER,
                        Libraries.SEMVER)
                .member(
                        "compareTo",
                        "semver_compare_to",
                        FunctionSet.INT,
                        args -> (long) of(args[0]).compareTo(of(args[1])),
                        Libraries.SEMVER,
                        Libraries.SEMVER);
    }

    private static Version of(Object value) {
        return (Version) value;
    }

    private static String text(Object[] args) {
        return (Boolean) args[1] ? normalized((String) args[0]) : (String) args[0];
    }

    private static boolean isValid(String text) {
        return VERSION.matcher(text).matches();
    }

    static Version parse(String text) {
        Matcher matcher = VERSION.matcher(text);
        if (!matcher.matches()) {
            throw new FunctionError(
                    text.split("[-+]", 2)[0].split("\\.").length == 3
                            ? "Invalid character(s) found in version \"" + text + "\""
                            : "No Major.Minor.Patch elements found");
        }
        try {
            return new Version(
                    Long.parseLong(matcher.group(1)),
                    Long.parseLong(matcher.group(2)),
                    Long.parseLong(matcher.group(3)),
                    matcher.group(4) == null ? "" : matcher.group(4));
        } catch (NumberFormatException e) {
            throw new FunctionError("strconv.ParseUint: parsing: value out of range");
        }
    }

    /** A leading {@code v} and leading zeros go, missing minor and patch come. */
    private static String normalized(String text) {
        String version = text.startsWith("v") ? text.substring(1) : text;
        int end = 0;
        while (end < version.length() && version.charAt(end) != '-' && version.charAt(end) != '+') {
            end++;
        }
        String[] parts = version.substring(0, end).split("\\.", -1);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.max(3, parts.length); i++) {
            String part = i < parts.length ? parts[i].replaceFirst("^0+(?=[0-9])", "") : "0";
            out.append(i == 0 ? "" : ".").append(part);
        }
        return out + version.substring(end);
    }
}
