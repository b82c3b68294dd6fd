package dev.quarterdeck.cel.library;

import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code url}, {@code isURL} and the parts of a URL (RFC 3986): absolute ones, or absolute paths. */
final class UrlLibrary {

    private UrlLibrary() {}

    static FunctionSet functions() {
        return new FunctionSet()
                .type(Libraries.URL, URI.class)
                .global("url", "string_to_url", Libraries.URL, args -> required((String) args[0]), FunctionSet.TEXT)
                .global(
                        "isURL",
                        "is_url_string",
                        FunctionSet.BOOL,
                        args -> parse((String) args[0]) != null,
                        FunctionSet.TEXT)
                .member(
                        "getScheme",
                        "url_get_scheme",
                        FunctionSet.TEXT,
                        args -> orEmpty(((URI) args[0]).getScheme()),
                        Libraries.URL)
                .member("getHost", "url_get_host", FunctionSet.TEXT, args -> host((URI) args[0], true), Libraries.URL)
                .member(
                        "getHostname",
                        "url_get_hostname",
                        FunctionSet.TEXT,
                        args -> host((URI) args[0], false),
                        Libraries.URL)
                .member("getPort", "url_get_port", FunctionSet.TEXT, args -> port((URI) args[0]), Libraries.URL)
                .member(
                        "getEscapedPath",
                        "url_get_escaped_path",
                        FunctionSet.TEXT,
                        args -> orEmpty(((URI) args[0]).getRawPath()),
                        Libraries.URL)
                .member(
                        "getQuery",
                        "url_get_query",
                        MapType.create(FunctionSet.TEXT, ListType.create(FunctionSet.TEXT)),
                        args -> query((URI) args[0]),
                        Libraries.URL);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable URI parse(String text) {
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() || text.startsWith("/") ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static URI required(String text) {
        URI uri = parse(text);
        if (uri == null) {
            throw new FunctionError(
                    "URL parse error during conversion from string: parse \"" + text + "\": invalid URI for request");
        }
        return uri;
    }

    private static String host(URI url, boolean withPort) {
        String authority = orEmpty(url.getRawAuthority());
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        if (withPort) {
            return host;
        }
        int port = host.lastIndexOf(':');
        String name = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
        return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    }

    private static String port(URI url) {
        return url.getPort() < 0 ? "" : Integer.toString(url.getPort());
    }

    private static Map<String, List<String>> query(URI url) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : orEmpty(url.getRawQuery()).split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                parameters
                        .computeIfAbsent(name, n -> new ArrayList<>())
                        .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
