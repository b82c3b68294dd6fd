package dev.quarterdeck.gateway.tls;

import dev.quarterdeck.gateway.authn.User;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * Whom a front proxy speaks for. Its headers count for nothing on a connection whose certificate is not one of theirs: such a request is then authenticated as if they
 * were not there. Connection's thread. Where there are no front proxies it costs nothing; else one look for the header.
 */
public final class FrontProxy {
    private final RequestHeaderSettings settings;
    private final PeerCertificates certificates;

    /** @param trust what signs their certificates; null where there are none */
    public FrontProxy(
            RequestHeaderSettings settings, Supplier<@Nullable X509TrustManager> trust, LongSupplier nanoTime) {
        this.settings = settings;
        this.certificates = new PeerCertificates("front-proxy", trust, nanoTime);
    }

    /** Null where nobody is spoken for. */
    public @Nullable User user(ServerWebExchange exchange) {
        if (settings.clientCaFile() == null) {
            return null;
        }
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String name = first(headers, settings.usernameHeaders());
        if (name.isEmpty()) {
            return null;
        }
        PeerCertificates.Verified shown = certificates.of(exchange);
        return shown.chain().isEmpty() || !isAllowed(shown.chain().getFirst()) ? null : spokenFor(name, headers);
    }

    private boolean isAllowed(X509Certificate certificate) {
        return settings.allowedNames().isEmpty() || settings.allowedNames().contains(commonName(certificate));
    }

    private static String commonName(X509Certificate certificate) {
        try {
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(rdn.getValue());
                }
            }
        } catch (InvalidNameException e) {
            return "";
        }
        return "";
    }

    /** Pure. */
    User spokenFor(String name, HttpHeaders headers) {
        List<String> groups = new ArrayList<>();
        for (String header : settings.groupHeaders()) {
            headers.getOrEmpty(header).stream().filter(g -> !g.isEmpty()).forEach(groups::add);
        }
        if (!groups.contains("system:authenticated") && !groups.contains("system:unauthenticated")) {
            groups.add("system:authenticated");
        }
        Map<String, List<String>> extra = new LinkedHashMap<>();
        for (String prefix : settings.extraHeaderPrefixes()) {
            headers.forEach((header, values) -> {
                if (header.regionMatches(true, 0, prefix, 0, prefix.length())) {
                    String key = decode(header.substring(prefix.length()).toLowerCase(Locale.ROOT));
                    extra.computeIfAbsent(key, k -> new ArrayList<>()).addAll(values);
                }
            });
        }
        return new User(name, first(headers, settings.uidHeaders()), List.copyOf(groups), extra);
    }

    private static String first(HttpHeaders headers, List<String> names) {
        for (String name : names) {
            String value = headers.getFirst(name);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private static String decode(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return key;
        }
    }
}
