package dev.quarterdeck.gateway.route;

import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads method, path and query as the API reference defines them, so that authorization sees the same attributes as it would in any other Kubernetes. Pure;
 * any thread.
 *
 * <p>{@code /namespaces/x} is the namespace itself, {@code /namespaces/x/pods} are pods in it, {@code /namespaces/x/status} is a subresource of it. A GET
 * without a name is a list, or a watch where the query says so; {@code /watch/} before the resource is the old way to say the same. A list or a watch whose
 * field selector fixes {@code metadata.name} carries that name, so that it may be granted by name.
 *
 * <p>{@code /as-of/MOMENT/} and {@code /history/} before a path say when in time the request looks ({@link View}); all else is read as if they were not there.
 */
public final class RequestInfoParser {
    private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

    private static final String AS_OF = "/as-of/";
    private static final String HISTORY = "/history/";

    private final Supplier<ResourceCatalog> catalog;

    /** @param catalog asked anew for each request */
    public RequestInfoParser(Supplier<ResourceCatalog> catalog) {
        this.catalog = catalog;
    }

    public RequestInfo parse(String method, String rawPath, Query query) {
        String path = decode(rawPath);
        if (path.startsWith(AS_OF)) {
            int end = path.indexOf('/', AS_OF.length());
            String moment = path.substring(AS_OF.length(), end < 0 ? path.length() : end);
            return parsePath(method, end < 0 ? "/" : path.substring(end), query).seen(new View.AsOf(moment));
        }
        if (path.startsWith(HISTORY)) {
            return parsePath(method, path.substring(HISTORY.length() - 1), query)
                    .seen(new View.History());
        }
        return parsePath(method, path, query);
    }

    private RequestInfo parsePath(String method, String path, Query query) {
        if (path.startsWith("//")) {
            return nonResource(method, path);
        }
        List<String> parts = split(path);
        if (parts.size() < 3) {
            return nonResource(method, path);
        }
        int at;
        String group;
        if (parts.get(0).equals("api")) {
            group = "";
            at = 1;
        } else if (parts.get(0).equals("apis") && parts.size() >= 4) {
            group = parts.get(1);
            at = 2;
        } else {
            return nonResource(method, path);
        }
        String version = parts.get(at++);
        boolean watchPrefix = parts.get(at).equals("watch");
        if (watchPrefix && ++at >= parts.size()) {
            return nonResource(method, path);
        }
        String verb = watchPrefix ? "watch" : verb(method);
        String namespace = "";
        int left = parts.size() - at;
        if (parts.get(at).equals("namespaces") && left > 1) {
            namespace = parts.get(at + 1);
            if (left > 2 && !NAMESPACE_SUBRESOURCES.contains(parts.get(at + 2))) {
                at += 2;
                left -= 2;
            }
        }
        String resource = parts.get(at);
        String name = left >= 2 ? parts.get(at + 1) : "";
        String subresource = left >= 3 ? parts.get(at + 2) : "";
        String subpath = left > 3 ? String.join("/", parts.subList(at + 3, parts.size())) : "";
        if (name.isEmpty() && verb.equals("get")) {
            verb = query.flag("watch") ? "watch" : "list";
            name = selectedName(query.text("fieldSelector"));
        } else if (name.isEmpty() && verb.equals("delete")) {
            verb = "deletecollection";
        }
        ResourceType type = catalog.get()
                .find(new GroupVersionResource(group, version, resource))
                .orElse(null);
        return new RequestInfo(verb, path, group, version, resource, subresource, namespace, name, subpath, type);
    }

    private static RequestInfo nonResource(String method, String path) {
        return new RequestInfo(method.toLowerCase(Locale.ROOT), path, "", "", "", "", "", "", "", null);
    }

    private static String verb(String method) {
        return switch (method) {
            case "GET", "HEAD" -> "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "";
        };
    }

    /** The name that a field selector asks for by {@code metadata.name=x} or {@code ==x}; empty for none, or for one that is no path segment. */
    private static String selectedName(String fieldSelector) {
        if (!fieldSelector.contains("metadata.name=")) {
            return "";
        }
        for (String term : fieldSelector.split(",", -1)) {
            if (term.startsWith("metadata.name=")) {
                String value = term.substring("metadata.name=".length());
                String name = value.startsWith("=") ? value.substring(1) : value;
                boolean segment =
                        !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0 && name.indexOf('%') < 0;
                return segment ? name : "";
            }
        }
        return "";
    }

    /** Segments without leading and trailing slashes. */
    private static List<String> split(String path) {
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        List<String> parts = new ArrayList<>(8);
        if (start == end) {
            return parts;
        }
        int from = start;
        for (int i = start; i < end; i++) {
            if (path.charAt(i) == '/') {
                parts.add(path.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(path.substring(from, end));
        return parts;
    }

    private static String decode(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return "/";
        }
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return raw;
        }
    }
}
