package dev.quarterdeck.gateway.output;

import dev.quarterdeck.gateway.output.OutputFormat.Encoding;
import dev.quarterdeck.gateway.output.OutputFormat.Shape;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * Picks the output from {@code Accept}: clauses by descending quality, those with wildcards last, then in their order; the first that can be served wins (API
 * reference, "Resource representations"). What no route produces and what a route produces but cannot give are refused in different words, as the reference
 * does. Pure.
 */
public final class Negotiation {
    private static final String PROTOBUF = Encoding.PROTOBUF.mediaType();
    private static final String TYPES = "application/json, application/yaml, " + PROTOBUF;
    private static final String STREAMS = "application/json;stream=watch, " + PROTOBUF + ";stream=watch";

    private Negotiation() {}

    /** For objects and lists: Tables and partial metadata may be asked for. Throws NotAcceptable. */
    public static OutputFormat object(ServerWebExchange exchange) {
        return negotiate(exchange, false, true, TYPES);
    }

    /** As {@link #object}, at a path that can be watched too, which shows in the words of the refusal. */
    public static OutputFormat list(ServerWebExchange exchange) {
        return negotiate(exchange, false, true, TYPES + ", " + STREAMS);
    }

    /**
     * For discovery. Throws NotAcceptable.
     *
     * @param routed whether it is of one group version, which has a route; lists of groups have none
     */
    public static OutputFormat document(ServerWebExchange exchange, boolean routed) {
        return negotiate(exchange, false, false, routed ? TYPES : "");
    }

    /** For text that a failure would turn into an object: logs. Throws NotAcceptable. */
    public static void text(ServerWebExchange exchange) {
        String accept = accept(exchange.getRequest().getHeaders());
        boolean plain = accept.isEmpty() || parse(accept).stream().anyMatch(clause -> clause.isType("text", "plain"));
        if (!plain) {
            negotiate(exchange, false, false, "text/plain, " + TYPES);
        }
    }

    /** For watches: JSON and protobuf, in any shape. Throws NotAcceptable. */
    public static OutputFormat stream(ServerWebExchange exchange) {
        return negotiate(exchange, true, true, TYPES + ", " + STREAMS);
    }

    /** For failures: what the client takes of the encodings, and JSON where it takes none of them. */
    public static OutputFormat status(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String accept = accept(headers);
        boolean pretty = isPretty(exchange, headers);
        if (!accept.isEmpty() && !accept.equals("application/json")) {
            for (Clause clause : parse(accept)) {
                OutputFormat format = accept(clause, false, false, pretty);
                if (format != null) {
                    return format;
                }
            }
        }
        return pretty ? new OutputFormat(Encoding.JSON, Shape.OBJECT, "", true) : OutputFormat.JSON;
    }

    /** @param produced the media types of the route; empty where nothing is refused before clauses are looked at */
    private static OutputFormat negotiate(ServerWebExchange exchange, boolean stream, boolean shapes, String produced) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String accept = accept(headers);
        if (accept.equals(PROTOBUF)) {
            return OutputFormat.PROTOBUF;
        }
        boolean pretty = !stream && isPretty(exchange, headers);
        if (accept.isEmpty() || accept.equals("*/*") || accept.equals("application/json")) {
            return pretty ? new OutputFormat(Encoding.JSON, Shape.OBJECT, "", true) : OutputFormat.JSON;
        }
        List<Clause> clauses = parse(accept);
        if (!produced.isEmpty() && clauses.stream().noneMatch(Clause::isProduced)) {
            throw notProduced(produced);
        }
        for (Clause clause : clauses) {
            OutputFormat format = accept(clause, shapes, stream, pretty);
            if (format != null) {
                return format;
            }
        }
        boolean noStream = stream && clauses.stream().allMatch(clause -> clause.isType("application", "yaml"));
        throw new ApiException(
                StatusReason.NOT_ACCEPTABLE,
                "only the following media types are accepted: " + (noStream ? STREAMS : TYPES),
                ApiException.Details.NONE);
    }

    /** Throws NotAcceptable where the client does not take JSON, for what has no other form. */
    public static void jsonOnly(ServerWebExchange exchange) {
        String accept = accept(exchange.getRequest().getHeaders());
        boolean json = accept.isEmpty()
                || parse(accept).stream()
                        .anyMatch(clause -> clause.isType(Encoding.JSON)
                                && (!clause.hasWildcard() || clause.type().equals("*")));
        if (!json) {
            throw notProduced("application/json");
        }
    }

    private static ApiException notProduced(String produced) {
        return new ApiException(
                StatusReason.NOT_ACCEPTABLE,
                "406: Not Acceptable\n\nAvailable representations: " + produced,
                ApiException.Details.of("", "", ""));
    }

    /** The first of these media types that the client takes, in the order of its clauses; null for none. Parameters are not looked at. */
    public static @Nullable String firstOf(ServerWebExchange exchange, List<String> types) {
        String accept = accept(exchange.getRequest().getHeaders());
        if (accept.isEmpty()) {
            return types.getFirst();
        }
        for (Clause clause : parse(accept)) {
            for (String type : types) {
                int slash = type.indexOf('/');
                if (clause.isType(type.substring(0, slash), type.substring(slash + 1))) {
                    return type;
                }
            }
        }
        return null;
    }

    /** The encoding of the first clause that asks for aggregated discovery in a version that is served; null where none does. */
    public static @Nullable Encoding aggregatedDiscovery(ServerWebExchange exchange) {
        String accept = accept(exchange.getRequest().getHeaders());
        if (!accept.contains("APIGroupDiscoveryList")) {
            return null;
        }
        for (Clause clause : parse(accept)) {
            if (clause.parameter("as").equals("APIGroupDiscoveryList")
                    && clause.parameter("g").equals("apidiscovery.k8s.io")
                    && clause.parameter("v").equals("v2")) {
                for (Encoding encoding : Encoding.values()) {
                    if (clause.isType(encoding)) {
                        return encoding;
                    }
                }
            }
        }
        return null;
    }

    public static boolean acceptsGzip(ServerWebExchange exchange) {
        String accept = exchange.getRequest().getHeaders().getFirst(HttpHeaders.ACCEPT_ENCODING);
        if (accept == null || !accept.toLowerCase(Locale.ROOT).contains("gzip")) {
            return false;
        }
        for (String coding : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = coding.split(";", -1);
            if (parts[0].trim().equals("gzip")) {
                return parts.length < 2
                        || !parts[1].trim().startsWith("q=")
                        || quality(parts[1].trim().substring(2)) > 0;
            }
        }
        return false;
    }

    private static String accept(HttpHeaders headers) {
        List<String> values = headers.get(HttpHeaders.ACCEPT);
        if (values == null || values.isEmpty()) {
            return "";
        }
        return values.size() == 1 ? values.getFirst() : String.join(",", values);
    }

    private static @Nullable OutputFormat accept(Clause clause, boolean shapes, boolean stream, boolean pretty) {
        Encoding encoding;
        if (clause.isType(Encoding.JSON)) {
            encoding = Encoding.JSON;
        } else if (clause.isType(Encoding.YAML) && !stream) {
            encoding = Encoding.YAML;
        } else if (clause.isType(Encoding.PROTOBUF)) {
            encoding = Encoding.PROTOBUF;
        } else {
            return null;
        }
        String streamParameter = clause.parameter("stream");
        if (!streamParameter.isEmpty() && (!streamParameter.equals("watch") || encoding == Encoding.YAML)
                || !clause.parameter("sv").isEmpty()) {
            return null;
        }
        boolean indent = encoding == Encoding.JSON
                && (pretty || !stream && clause.parameter("pretty").equals("1"));
        String as = clause.parameter("as");
        String version = clause.parameter("v");
        String group = clause.parameter("g");
        if (as.isEmpty() && version.isEmpty() && group.isEmpty()) {
            return new OutputFormat(encoding, Shape.OBJECT, "", indent);
        }
        if (!shapes || !group.equals("meta.k8s.io") || !version.equals("v1") && !version.equals("v1beta1")) {
            return null;
        }
        return switch (as) {
            case "Table" ->
                encoding == Encoding.PROTOBUF ? null : new OutputFormat(encoding, Shape.TABLE, version, indent);
            case "PartialObjectMetadata" -> new OutputFormat(encoding, Shape.PARTIAL, version, indent);
            case "PartialObjectMetadataList" -> new OutputFormat(encoding, Shape.PARTIAL_LIST, version, indent);
            default -> null;
        };
    }

    private static boolean isPretty(ServerWebExchange exchange, HttpHeaders headers) {
        String value = Query.of(exchange).text("pretty").toLowerCase(Locale.ROOT);
        if (!value.isEmpty()) {
            return value.equals("1") || value.equals("t") || value.equals("true");
        }
        String agent = headers.getFirst(HttpHeaders.USER_AGENT);
        return agent != null
                && (agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0"));
    }

    /** One alternative of an Accept header. */
    record Clause(String type, String subtype, double quality, List<String> parameters) {
        boolean isType(String wantedType, String wantedSubtype) {
            return type.equals(wantedType) && (subtype.equals(wantedSubtype) || subtype.equals("*"))
                    || type.equals("*") && subtype.equals("*");
        }

        boolean isType(Encoding encoding) {
            return isType("application", encoding.mediaType().substring("application/".length()));
        }

        /** Whether a route of a resource produces it at all: {@code application/*} is nothing that a route produces. */
        boolean isProduced() {
            return !subtype.equals("*") && (isType(Encoding.JSON) || isType(Encoding.YAML) || isType(Encoding.PROTOBUF))
                    || type.equals("*");
        }

        boolean hasWildcard() {
            return subtype.equals("*");
        }

        String parameter(String name) {
            for (int i = 0; i < parameters.size(); i += 2) {
                if (parameters.get(i).equals(name)) {
                    return parameters.get(i + 1);
                }
            }
            return "";
        }
    }

    private static final Comparator<Clause> BEST_FIRST =
            Comparator.comparingDouble(Clause::quality).reversed().thenComparing(Clause::hasWildcard);

    static List<Clause> parse(String accept) {
        List<Clause> clauses = new ArrayList<>();
        for (String part : accept.split(",", -1)) {
            String[] pieces = part.split(";", -1);
            String media = pieces[0].trim();
            int slash = media.indexOf('/');
            if (media.equals("*")) {
                media = "*/*";
                slash = 1;
            }
            if (slash < 0) {
                continue;
            }
            double quality = 1;
            List<String> parameters = new ArrayList<>(2 * pieces.length);
            for (int i = 1; i < pieces.length; i++) {
                int equals = pieces[i].indexOf('=');
                if (equals < 0) {
                    continue;
                }
                String name = pieces[i].substring(0, equals).trim();
                String value = pieces[i].substring(equals + 1).trim();
                if (name.equals("q")) {
                    quality = quality(value);
                } else {
                    parameters.add(name);
                    parameters.add(value);
                }
            }
            clauses.add(new Clause(media.substring(0, slash), media.substring(slash + 1), quality, parameters));
        }
        clauses.sort(BEST_FIRST);
        return clauses;
    }

    private static double quality(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
