package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a node's agent listens. */
public record NodeEndpoint(String host, int port) {
    private static final int DEFAULT_PORT = 10250;
    private static final List<String> PREFERRED = List.of("InternalIP", "ExternalIP", "InternalDNS", "Hostname");

    /** Reads the address and port that the node reports. Throws 500 where it reports no address. */
    public static NodeEndpoint of(ObjectNode node) {
        JsonNode status = node.path("status");
        int port = status.path("daemonEndpoints")
                .path("kubeletEndpoint")
                .path("Port")
                .asInt(0);
        for (String type : PREFERRED) {
            for (JsonNode address : status.path("addresses")) {
                String host = address.path("address").stringValue("");
                if (address.path("type").stringValue("").equals(type) && !host.isEmpty()) {
                    return new NodeEndpoint(host, port > 0 ? port : DEFAULT_PORT);
                }
            }
        }
        throw ApiException.internal("no preferred addresses found; known addresses: "
                + status.path("addresses")
                        .valueStream()
                        .map(a -> "{" + a.path("type").stringValue("") + " "
                                + a.path("address").stringValue("") + "}")
                        .collect(Collectors.joining(" ", "[", "]")));
    }

    /** For URIs: IPv6 addresses in brackets. */
    String authority() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
