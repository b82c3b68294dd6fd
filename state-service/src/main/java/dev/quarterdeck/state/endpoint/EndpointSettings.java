package dev.quarterdeck.state.endpoint;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The door for other processes.
 *
 * @param certFile PEM certificate of this service; empty together with {@code insecure}
 * @param keyFile its PEM key
 * @param caFile PEM certificates that callers' certificates must come from
 * @param allowedNames common names of callers that are let in
 * @param insecure plain HTTP and no questions asked: for tests on loopback
 */
@ConfigurationProperties("quarterdeck.state.endpoint")
public record EndpointSettings(
        @DefaultValue("") String certFile,
        @DefaultValue("") String keyFile,
        @DefaultValue("") String caFile,
        @DefaultValue("system:quarterdeck:gateway") Set<String> allowedNames,
        @DefaultValue("false") boolean insecure) {
    public EndpointSettings {
        if (!insecure && (certFile.isEmpty() || keyFile.isEmpty() || caFile.isEmpty())) {
            throw new IllegalArgumentException(
                    "quarterdeck.state.endpoint needs cert-file, key-file and ca-file (or insecure=true, on loopback only)");
        }
    }
}
