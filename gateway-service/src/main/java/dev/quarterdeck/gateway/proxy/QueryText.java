package dev.quarterdeck.gateway.proxy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Builds a query, encoded. */
final class QueryText {
    private final StringBuilder text = new StringBuilder();

    QueryText add(String name, String value) {
        text.append(text.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        return this;
    }

    /** With its question mark; empty for none. */
    @Override
    public String toString() {
        return text.toString();
    }
}
