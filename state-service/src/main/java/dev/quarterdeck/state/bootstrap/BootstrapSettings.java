package dev.quarterdeck.state.bootstrap;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the service {@code default/kubernetes} leads to, and what extension API servers trust.
 *
 * @param addresses where pods reach the API: the address of each gateway, or of what stands before them. Empty leaves the service without endpoints
 * @param port the port at those addresses
 * @param clientCaFile PEM file of the authority that signs client certificates; empty where extension API servers are not told
 */
@ConfigurationProperties("quarterdeck.state.advertise")
public record BootstrapSettings(
        @DefaultValue List<String> addresses,
        @DefaultValue("6443") int port,
        @DefaultValue("") String clientCaFile) {

    public BootstrapSettings {
        addresses = List.copyOf(addresses);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("quarterdeck.state.advertise.port: not a port: " + port);
        }
    }
}
