package dev.quarterdeck.network.dns;

import java.util.List;

/**
 * What the cluster's DNS knows (Kubernetes DNS-based service discovery, version 1.1.0). Names are relative to the cluster domain, lower case, without a
 * trailing dot. Read on DNS threads while informers change what is behind it; an answer is never older than the informers.
 */
public interface ClusterRecords {

    /** Addresses of a name, of both families. */
    List<String> addresses(String name);

    /** Targets of an SRV name, once for each of their addresses. */
    List<Target> services(String name);

    /** The target of an ExternalName service; empty for any other name. */
    String alias(String name);

    /** The full names of an address in the cluster; empty where it is none of the cluster's. */
    List<String> names(String address);

    /** Whether the name exists at all, with records of any type: the difference between an empty answer and NXDOMAIN. */
    boolean exists(String name);

    /** @param target relative to the cluster domain */
    record Target(int port, String target, String address) {}
}
