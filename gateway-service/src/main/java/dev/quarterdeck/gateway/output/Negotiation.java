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
 * Picks the output from {@code Accept}: clauses by descending quality, then in their order; the first that can be served wins (API reference, "Resource
 * representations"). Pure.
 */
public final class Negotiation {
    private static final String TYPES = "application/json, application/yaml";

    private Negotiation() {}

    /** For objects and lists: Tables and partial metadata may be asked for. Throws NotAcceptable. */
    public static OutputFormat object(ServerWebExchange exchange) {
        return negotiate(exchange, true, false);
    }

    /** For watches: JSON only, in any shape. Throws NotAcceptable. */
    public static OutputFormat stream(ServerWebExchange exchange) {
        return negotiate(exchange, true, true);
    }

    private static OutputFormat negotiate(ServerWebExchange exchange, boolean shapes, boolean stream) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String accept = accept(headers);
        boolean pretty = !stream && isPretty(exchange, headers);
        if (accept.isEmpty() || accept.equals("*/*") || accept.equals("application/json")) {
            return pretty ? new OutputFormat(Encoding.JSON, Shape.OBJECT, "", true) : OutputFormat.JSON;
        }
        for (Clause clause : parse(accept)) {
            OutputFormat format = accept(clause, shapes, stream, pretty);
            if (format != null) {
                return format;
            }
        }
        throw new ApiException(
                StatusReason.NOT_ACCEPTABLE,
                "only the following media types are accepted: " + (stream ? "application/json" : TYPES),
                ApiException.Details.NONE);
    }

    /** For documents that are JSON and nothing else. */
    public static boolean acceptsJson(ServerWebExchange exchange) {
        String accept = accept(exchange.getRequest().getHeaders());
        return accept.isEmpty() || parse(accept).stream().anyMatch(clause -> clause.isType("application", "json"));
    }

    public static boolean acceptsGzip(ServerWebExchange exchange) {
        String accept = exchange.getRequest().getHeaders().getFirst(HttpHeaders.ACCEPT_ENCODING);
        return accept != null && accept.contains("gzip");
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
        if (clause.isType("application", "json")) {
            encoding = Encoding.JSON;
        } else if (clause.isType("application", "yaml") && !stream) {
            encoding = Encoding.YAML;
        } else {
            return null;
        }
        String streamParameter = clause.parameter("stream");
        if (!streamParameter.isEmpty() && !(streamParameter.equals("watch") && encoding == Encoding.JSON)
                || !clause.parameter("sv").isEmpty()) {
            return null;
        }
        boolean indent = pretty || !stream && clause.parameter("pretty").equals("1");
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
            case "Table" -> new OutputFormat(encoding, Shape.TABLE, version, indent);
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

        String parameter(String name) {
            for (int i = 0; i < parameters.size(); i += 2) {
                if (parameters.get(i).equals(name)) {
                    return parameters.get(i + 1);
                }
            }
            return "";
        }
    }

    static List<Clause> parse(String accept) {
        List<Clause> clauses = new ArrayList<>();
        for (String part : accept.split(",", -1)) {
            String[] pieces = part.split(";", -1);
            String media = pieces[0].trim().toLowerCase(Locale.ROOT);
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
        clauses.sort(Comparator.comparingDouble(Clause::quality).reversed());
        return clauses;
    }

    private static double quality(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
