package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.kube.status.ApiException;

/**
 * What a proxy path names: {@code NAME}, {@code NAME:PORT} or {@code SCHEME:NAME:PORT}. The port may be a name; scheme and port may be empty.
 */
record ProxyTarget(String scheme, String name, String port) {

    /** Throws 400. @param kind node, pod or service, for the message */
    static ProxyTarget parse(String id, String kind) {
        String[] parts = id.split(":", -1);
        ProxyTarget target =
                switch (parts.length) {
                    case 1 -> new ProxyTarget("", parts[0], "");
                    case 2 -> new ProxyTarget("", parts[0], parts[1]);
                    case 3 -> new ProxyTarget(parts[0], parts[1], parts[2]);
                    default -> new ProxyTarget("?", "", "");
                };
        boolean known = target.scheme.isEmpty() || target.scheme.equals("http") || target.scheme.equals("https");
        if (!known || target.name.isEmpty()) {
            throw ApiException.badRequest("invalid " + kind + " request \"" + id + "\"");
        }
        return target;
    }

    /** As it was written. */
    String id() {
        return (scheme.isEmpty() ? "" : scheme + ":") + name + (port.isEmpty() && scheme.isEmpty() ? "" : ":" + port);
    }
}
