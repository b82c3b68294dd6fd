package dev.quarterdeck.gateway.route;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * Query parameters, read once per request. Pairs that cannot be decoded are left out, as are pairs that hold a semicolon, and a value's {@code +} is a
 * space. Immutable.
 */
public final class Query {
    public static final Query EMPTY = new Query(List.of());
    private static final String ATTRIBUTE = Query.class.getName();

    /** Names and values, alternating. */
    private final List<String> pairs;

    private Query(List<String> pairs) {
        this.pairs = pairs;
    }

    /** The query of a request; parsed when first asked for. */
    public static Query of(ServerWebExchange exchange) {
        Query known = exchange.getAttribute(ATTRIBUTE);
        if (known == null) {
            known = parse(exchange.getRequest().getURI().getRawQuery());
            exchange.getAttributes().put(ATTRIBUTE, known);
        }
        return known;
    }

    /** Saves {@link #of} the reading. */
    public void attach(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }

    public static Query parse(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return EMPTY;
        }
        List<String> pairs = new ArrayList<>();
        int start = 0;
        while (start <= raw.length()) {
            int end = raw.indexOf('&', start);
            if (end < 0) {
                end = raw.length();
            }
            add(raw.substring(start, end), pairs);
            start = end + 1;
        }
        return new Query(pairs);
    }

    private static void add(String pair, List<String> pairs) {
        if (pair.isEmpty() || pair.indexOf(';') >= 0) {
            return;
        }
        int equals = pair.indexOf('=');
        try {
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            pairs.add(name);
            pairs.add(value);
        } catch (IllegalArgumentException malformed) {
            // as the reference: a pair that cannot be decoded does not exist
        }
    }

    private static String decode(String text) {
        return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The first value; null where the parameter is absent. */
    public @Nullable String first(String name) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                return pairs.get(i + 1);
            }
        }
        return null;
    }

    /** The first value; empty where the parameter is absent. */
    public String text(String name) {
        String value = first(name);
        return value == null ? "" : value;
    }

    public boolean has(String name) {
        return first(name) != null;
    }

    public List<String> all(String name) {
        List<String> values = new ArrayList<>(2);
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                values.add(pairs.get(i + 1));
            }
        }
        return values;
    }

    /** Boolean in the reference's way: absent, {@code 0} and {@code false} are false; anything else, and no value at all, is true. */
    public boolean flag(String name) {
        String value = first(name);
        return value != null && !isFalse(value);
    }

    /** As {@link #flag}, null where the parameter is absent. */
    public @Nullable Boolean optionalFlag(String name) {
        String value = first(name);
        return value == null ? null : !isFalse(value);
    }

    private static boolean isFalse(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.equals("false") || lower.equals("0");
    }
}
