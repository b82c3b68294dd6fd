package dev.quarterdeck.state.allocation;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Ranges that services are given addresses and ports from.
 *
 * @param serviceCidr range of cluster IPs, IPv4 or IPv6, or one of each with a comma between; the first family is that of services which name none, and its first
 *     address that of the service {@code default/kubernetes}. A second range may be added later; nothing else must change once services exist
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
        try {
            AddressRange.parseAll(serviceCidr);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("quarterdeck.state.services.service-cidr: " + e.getMessage(), e);
        }
        if (nodePortMin < 1 || nodePortMax > 65535 || nodePortMin > nodePortMax) {
            throw new IllegalArgumentException(
                    "quarterdeck.state.services.node-port-min and -max: not a range of ports: " + nodePortMin + "-"
                            + nodePortMax);
        }
    }

    /** The ranges of cluster IPs, that of the primary family first. */
    public List<AddressRange> serviceRanges() {
        return AddressRange.parseAll(serviceCidr);
    }
}
