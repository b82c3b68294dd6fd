package dev.quarterdeck.network.service;

import java.util.List;
import java.util.Set;

/**
 * One port of one Service as this host serves it, with every address it answers on.
 *
 * @param id stable and unique: namespace/name:port/protocol
 * @param clusterIps addresses for internal traffic
 * @param externalIps external addresses and those of load balancers
 * @param nodePort 0 for none
 * @param internal backends for traffic to cluster IPs (only local ones under internalTrafficPolicy Local)
 * @param external backends for traffic from outside (only local ones under externalTrafficPolicy Local)
 * @param keepsSource external traffic keeps its source address (externalTrafficPolicy Local)
 * @param affinitySeconds 0 for no session affinity, else ClientIP
 * @param sourceRanges who may use the load balancer's addresses; empty for everybody
 */
public record Frontend(
        String id,
        Protocol protocol,
        int port,
        Set<String> clusterIps,
        Set<String> externalIps,
        int nodePort,
        List<Backend> internal,
        List<Backend> external,
        boolean keepsSource,
        int affinitySeconds,
        List<String> sourceRanges) {

    /** The transport protocols of Services, by their nftables names. */
    public enum Protocol {
        TCP,
        UDP,
        SCTP;

        public String nftName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Where a connection ends. */
    public record Backend(String address, int port) implements Comparable<Backend> {
        @Override
        public int compareTo(Backend other) {
            int byAddress = address.compareTo(other.address);
            return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
        }
    }
}
