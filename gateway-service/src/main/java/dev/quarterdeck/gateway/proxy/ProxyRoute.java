package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.kube.status.ApiException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a proxied request goes. Pure. Addresses that pods report are not believed blindly: one that would lead back into the gateway's own host, or
 * nowhere, is refused. A node's agent may be anywhere: it must show a certificate that is good for its address.
 *
 * @param agent to the node's agent itself, with the gateway's certificate
 */
record ProxyRoute(NodeEndpoint endpoint, String scheme, boolean agent) {

    static ProxyRoute toNode(ProxyTarget target, ObjectNode node, Predicate<String> allowed) {
        NodeEndpoint agent = NodeEndpoint.of(node);
        if (target.port().isEmpty() || target.port().equals(Integer.toString(agent.port()))) {
            return new ProxyRoute(agent, "https", true);
        }
        check(agent.host(), allowed);
        return new ProxyRoute(
                new NodeEndpoint(agent.host(), port(target.port(), target.name())), scheme(target), false);
    }

    static ProxyRoute toPod(ProxyTarget target, ObjectNode pod, Predicate<String> allowed) {
        String address = pod.path("status").path("podIP").stringValue("");
        check(address, allowed);
        int port = target.port().isEmpty()
                ? firstPort(pod.path("spec").path("containers"), scheme(target))
                : port(target.port(), target.name());
        return new ProxyRoute(new NodeEndpoint(address, port), scheme(target), false);
    }

    static String scheme(ProxyTarget target) {
        return target.scheme().isEmpty() ? "http" : target.scheme();
    }

    static int port(String text, String name) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw ApiException.badRequest("invalid port \"" + text + "\" for \"" + name + "\"");
    }

    private static int firstPort(JsonNode containers, String scheme) {
        for (JsonNode container : containers) {
            JsonNode ports = container.path("ports");
            if (!ports.isEmpty()) {
                return ports.get(0).path("containerPort").asInt(80);
            }
        }
        return scheme.equals("https") ? 443 : 80;
    }

    static void check(String address, Predicate<String> allowed) {
        if (!allowed.test(address)) {
            throw ApiException.badRequest("address not allowed");
        }
    }

    /** Global unicast addresses: not loopback, link-local, multicast or unspecified. Names are not resolved, and not allowed. */
    static boolean isGlobalUnicast(String address) {
        if (address.isEmpty() || !address.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')) {
            return false;
        }
        try {
            InetAddress ip = InetAddress.getByName(address);
            return List.of(
                            ip.isLoopbackAddress(),
                            ip.isLinkLocalAddress(),
                            ip.isMulticastAddress(),
                            ip.isAnyLocalAddress())
                    .stream()
                    .noneMatch(b -> b);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
