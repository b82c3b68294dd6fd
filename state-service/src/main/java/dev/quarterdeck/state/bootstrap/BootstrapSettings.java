package dev.quarterdeck.state.bootstrap;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the service {@code default/kubernetes} leads to, and what extension API servers trust.
 *
 * @param addresses where pods reach the API: the address of each gateway, or of what stands before them. Empty leaves the service without endpoints
 * @param port the port at those addresses
 * @param clientCaFile PEM file of the authority that signs client certificates; empty where extension API servers are not told
 * @param requestHeaderCaFile PEM file of the authority that signs certificates of front proxies, the gateway among them; empty where they are not told
 * @param requestHeaderAllowedNames common names of front proxies
 * @param resourceMetrics whether gateways serve metrics.k8s.io, until somebody gives it to another server; taken away again only by deleting the APIService
 */
@ConfigurationProperties("quarterdeck.state.advertise")
public record BootstrapSettings(
        @DefaultValue List<String> addresses,
        @DefaultValue("6443") int port,
        @DefaultValue("") String clientCaFile,
        @DefaultValue("") String requestHeaderCaFile,
        @DefaultValue("front-proxy-client") List<String> requestHeaderAllowedNames,
        @DefaultValue("true") boolean resourceMetrics) {

    /** Without front proxies and metrics. */
    public BootstrapSettings(List<String> addresses, int port, String clientCaFile) {
        this(addresses, port, clientCaFile, "", List.of(), false);
    }

    @ConstructorBinding
    public BootstrapSettings {
        addresses = List.copyOf(addresses);
        requestHeaderAllowedNames = List.copyOf(requestHeaderAllowedNames);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("quarterdeck.state.advertise.port: not a port: " + port);
        }
    }
}
