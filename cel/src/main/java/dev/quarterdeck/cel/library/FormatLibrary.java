package dev.quarterdeck.cel.library;

import dev.cel.common.types.ListType;
import dev.cel.common.types.OptionalType;
import dev.quarterdeck.kube.customresource.StringFormats;
import dev.quarterdeck.kube.format.Formats;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** {@code format.<name>()}, {@code format.named()} and {@code validate}: the syntaxes of Kubernetes' names, and a few of OpenAPI's. */
final class FormatLibrary {

    /** A syntax and what is wrong with a text in it. */
    record NamedFormat(String name, Function<String, List<String>> problems) {}

    private static final Map<String, NamedFormat> FORMATS = formats();

    private FormatLibrary() {}

    private static Map<String, NamedFormat> formats() {
        Map<String, NamedFormat> all = new TreeMap<>();
        add(all, "dns1123Label", Formats::dnsLabel);
        add(all, "dns1123Subdomain", Formats::dnsSubdomain);
        add(all, "dns1035Label", Formats::dns1035Label);
        add(all, "qualifiedName", Formats::qualifiedName);
        add(all, "dns1123LabelPrefix", text -> Formats.dnsLabel(unprefixed(text)));
        add(all, "dns1123SubdomainPrefix", text -> Formats.dnsSubdomain(unprefixed(text)));
        add(all, "dns1035LabelPrefix", text -> Formats.dns1035Label(unprefixed(text)));
        add(all, "labelValue", Formats::labelValue);
        add(all, "uri", text -> problem(StringFormats.matches("uri", text), "invalid URI"));
        add(all, "uuid", text -> problem(StringFormats.matches("uuid", text), "does not match the UUID format"));
        add(all, "byte", text -> problem(StringFormats.matches("byte", text), "invalid base64"));
        add(all, "date", text -> problem(StringFormats.matches("date", text), "invalid date"));
        add(all, "datetime", text -> problem(StringFormats.matches("date-time", text), "invalid datetime"));
        return Map.copyOf(all);
    }

    private static void add(Map<String, NamedFormat> all, String name, Function<String, List<String>> problems) {
        all.put(name, new NamedFormat(name, problems));
    }

    private static List<String> problem(boolean good, String words) {
        return good ? List.of() : List.of(words);
    }

    private static String unprefixed(String text) {
        return text.length() > 1 && text.endsWith("-") ? text.substring(0, text.length() - 2) + "a" : text;
    }

    static FunctionSet functions() {
        FunctionSet functions = new FunctionSet().type(Libraries.FORMAT, NamedFormat.class);
        FORMATS.forEach((name, format) ->
                functions.global("format." + name, "format_" + name, Libraries.FORMAT, args -> format));
        return functions
                .global(
                        "format.named",
                        "format_named",
                        OptionalType.create(Libraries.FORMAT),
                        args -> Optional.ofNullable(FORMATS.get((String) args[0])),
                        FunctionSet.TEXT)
                .member(
                        "validate",
                        "format_validate",
                        OptionalType.create(ListType.create(FunctionSet.TEXT)),
                        args -> validate((NamedFormat) args[0], (String) args[1]),
                        Libraries.FORMAT,
                        FunctionSet.TEXT);
    }

    private static Optional<List<String>> validate(NamedFormat format, String text) {
        List<String> problems = format.problems().apply(text);
        return problems.isEmpty() ? Optional.empty() : Optional.of(problems);
    }
}
