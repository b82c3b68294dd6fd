package dev.quarterdeck.state.allocation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Ranges that services are given addresses and ports from.
 *
 * @param serviceCidr IPv4 range of cluster IPs; the first address is that of the service {@code default/kubernetes}. Must not change once services exist
 * @param nodePortMin the lowest node port
 * @param nodePortMax the highest node port
 */
@ConfigurationProperties("quarterdeck.state.services")
public record AllocationSettings(
        @DefaultValue("10.96.0.0/16") String serviceCidr,
        @DefaultValue("30000") int nodePortMin,
        @DefaultValue("32767") int nodePortMax) {

    public static final AllocationSettings DEFAULT = new AllocationSettings("10.96.0.0/16", 30000, 32767);

    public AllocationSettings {
        Ipv4Range.parse(serviceCidr);
        if (nodePortMin < 1 || nodePortMax > 65535 || nodePortMin > nodePortMax) {
            throw new IllegalArgumentException(
                    "quarterdeck.state.services.node-port-min and -max: not a range of ports: " + nodePortMin + "-"
                            + nodePortMax);
        }
    }
}
