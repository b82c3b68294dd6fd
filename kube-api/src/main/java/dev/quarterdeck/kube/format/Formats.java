package dev.quarterdeck.kube.format;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is wrong with a string of a given syntax, in the words of the reference; an empty list means nothing. Stateless; the good path allocates nothing
 * for names, label keys and label values.
 */
public final class Formats {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final Pattern DNS_1035 = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern UNDERSCORED =
            Pattern.compile("_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*");
    private static final Pattern WILDCARD = Pattern.compile("\\*\\." + SUBDOMAIN);
    private static final Pattern PORT_CHARACTERS = Pattern.compile("[-a-z0-9]+");
    private static final Pattern CONFIG_KEY = Pattern.compile("[-._a-zA-Z0-9]+");
    private static final Pattern HEADER_NAME = Pattern.compile("[-A-Za-z0-9]+");
    private static final Pattern PERCENT = Pattern.compile("[0-9]+%");
    private static final Pattern C_IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern HTTP_PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");

    private Formats() {}

    public static List<String> labelKey(String value) {
        int slash = value.indexOf('/');
        if (slash != value.lastIndexOf('/')) {
            return List.of("a valid label key " + qualifiedWords()
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        }
        int length = value.length() - slash - 1;
        boolean goodName = length <= 63 && Characters.isQualifiedPart(value, slash + 1, value.length());
        if (goodName && slash < 0) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        if (slash == 0) {
            problems.add("prefix part must be non-empty");
        } else if (slash > 0) {
            String prefix = value.substring(0, slash);
            if (prefix.length() > 253) {
                problems.add("prefix part must be no more than 253 bytes");
            }
            if (!Characters.isSubdomain(prefix)) {
                problems.add("prefix part " + subdomainWords());
            }
        }
        if (!goodName) {
            if (length == 0) {
                problems.add("name part must be non-empty");
            } else if (length > 63) {
                problems.add("name part must be no more than 63 bytes");
            }
            if (!Characters.isQualifiedPart(value, slash + 1, value.length())) {
                problems.add("name part " + qualifiedWords());
            }
        }
        return problems;
    }

    /** Same syntax as a label key, under the name it has where it is not one. */
    public static List<String> qualifiedName(String value) {
        return labelKey(value);
    }

    public static List<String> labelValue(String value) {
        boolean good = value.isEmpty() || Characters.isQualifiedPart(value, 0, value.length());
        if (good && value.length() <= 63) {
            return List.of();
        }
        return problems(
                value.length() > 63,
                "must be no more than 63 bytes",
                !good,
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
                        + example("(" + QUALIFIED + ")?", "MyValue", "my_value", "12345"));
    }

    public static List<String> dnsLabel(String value) {
        boolean good = Characters.isLabel(value, 0, value.length());
        if (good && value.length() <= 63) {
            return List.of();
        }
        return problems(
                value.length() > 63,
                maxLength(63),
                !good,
                Characters.isSubdomain(value)
                        ? "must not contain dots"
                        : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"
                                + example(LABEL, "my-name", "123-abc"));
    }

    public static List<String> dnsSubdomain(String value) {
        boolean good = Characters.isSubdomain(value);
        if (good && value.length() <= 253) {
            return List.of();
        }
        return problems(value.length() > 253, maxLength(253), !good, subdomainWords());
    }

    public static List<String> dnsSubdomainWithUnderscore(String value) {
        return problems(
                value.length() > 253,
                maxLength(253),
                !UNDERSCORED.matcher(value).matches(),
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character"
                        + example(UNDERSCORED.pattern(), "example.com"));
    }

    public static List<String> dns1035Label(String value) {
        return problems(
                value.length() > 63,
                maxLength(63),
                !DNS_1035.matcher(value).matches(),
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character"
                        + example(DNS_1035.pattern(), "my-name", "abc-123"));
    }

    public static List<String> wildcardSubdomain(String value) {
        return problems(
                value.length() > 253,
                maxLength(253),
                !WILDCARD.matcher(value).matches(),
                "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
                        + example(WILDCARD.pattern(), "*.example.com"));
    }

    /** Service names of RFC 6335, in lower case. */
    public static List<String> portName(String value) {
        List<String> problems = new ArrayList<>(0);
        if (value.length() > 15) {
            problems.add(maxLength(15));
        }
        if (!PORT_CHARACTERS.matcher(value).matches()) {
            problems.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (value.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
            problems.add("must contain at least one letter (a-z)");
        }
        if (value.contains("--")) {
            problems.add("must not contain consecutive hyphens");
        }
        if (value.startsWith("-") || value.endsWith("-")) {
            problems.add("must not begin or end with a hyphen");
        }
        return problems;
    }

    public static List<String> portNumber(long value) {
        return inRange(value, 1, 65535);
    }

    public static List<String> inRange(long value, long low, long high) {
        return value >= low && value <= high
                ? List.of()
                : List.of("must be between " + low + " and " + high + ", inclusive");
    }

    /** Keys of ConfigMaps and Secrets: file names. */
    public static List<String> configKey(String value) {
        List<String> problems = new ArrayList<>(0);
        if (value.length() > 253) {
            problems.add(maxLength(253));
        }
        if (!CONFIG_KEY.matcher(value).matches()) {
            problems.add("a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
                    + example(CONFIG_KEY.pattern(), "key.name", "KEY_NAME", "key-name"));
        }
        addDirectoryProblems(value, problems);
        return problems;
    }

    private static void addDirectoryProblems(String value, List<String> problems) {
        if (value.equals(".")) {
            problems.add("must not be '.'");
        } else if (value.equals("..")) {
            problems.add("must not be '..'");
        } else if (value.startsWith("..")) {
            problems.add("must not start with '..'");
        }
    }

    /** Printable ASCII without the equals sign. */
    public static List<String> environmentVariable(String value) {
        return problems(
                value.isEmpty(),
                "environment variable name must be non-empty",
                value.chars().anyMatch(c -> c < 0x20 || c > 0x7e || c == '='),
                "a valid environment variable name must consist only of printable ASCII characters other than '='");
    }

    public static List<String> cIdentifier(String value) {
        return problems(
                false,
                "",
                !C_IDENTIFIER.matcher(value).matches(),
                "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'"
                        + example(C_IDENTIFIER.pattern(), "my_name", "MY_NAME", "MyName"));
    }

    public static List<String> headerName(String value) {
        return problems(
                false,
                "",
                !HEADER_NAME.matcher(value).matches(),
                "a valid HTTP header must consist of alphanumeric characters or '-'"
                        + example(HEADER_NAME.pattern(), "X-Header-Name"));
    }

    public static List<String> percent(String value) {
        return problems(
                false,
                "",
                !PERCENT.matcher(value).matches(),
                "a valid percent string must be a numeric string followed by an ending '%'"
                        + example(PERCENT.pattern(), "1%", "93%"));
    }

    /** The part after the domain of a domain-prefixed path (RFC 3986). */
    public static List<String> httpPath(String value) {
        return problems(
                false,
                "",
                !HTTP_PATH.matcher(value).matches(),
                "Invalid path (regex used for validation is '" + HTTP_PATH.pattern() + "')");
    }

    /** Names that stand in a URL: anything but ".", "..", "/" and "%". */
    public static List<String> pathSegment(String value) {
        if (value.equals(".") || value.equals("..")) {
            return List.of("may not be '" + value + "'");
        }
        if (value.indexOf('\0') >= 0) {
            // the reference takes it; PostgreSQL has no such text
            return List.of("may not contain '\\x00'");
        }
        return problems(value.indexOf('/') >= 0, "may not contain '/'", value.indexOf('%') >= 0, "may not contain '%'");
    }

    public static String maxLength(int length) {
        return "must be no more than " + length + " characters";
    }

    private static String subdomainWords() {
        return "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
                + example(SUBDOMAIN, "example.com");
    }

    private static String qualifiedWords() {
        return "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
                + example(QUALIFIED, "MyName", "my.name", "123-abc");
    }

    private static String example(String pattern, String... examples) {
        return List.of(examples).stream().map(e -> "'" + e + "', ").collect(Collectors.joining(" or ", " (e.g. ", ""))
                + "regex used for validation is '" + pattern + "')";
    }

    private static List<String> problems(boolean first, String firstWords, boolean second, String secondWords) {
        if (!first && !second) {
            return List.of();
        }
        return first && second ? List.of(firstWords, secondWords) : List.of(first ? firstWords : secondWords);
    }
}
