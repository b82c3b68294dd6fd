package dev.quarterdeck.launcher.host;

/**
 * One host of the cluster. The first is this machine's own network; each other is a network namespace, reached over a bridge as a remote host would be.
 *
 * @param index from 1
 * @param node its name in the cluster
 * @param address on the host network
 * @param namespace network namespace; empty for this machine's own
 */
public record ClusterHost(int index, String node, String address, String namespace) {
    static final String NETWORK = "10.89.0";

    public static ClusterHost of(int index) {
        return new ClusterHost(index, "node-" + index, NETWORK + "." + index, index == 1 ? "" : "quarterdeck-" + index);
    }

    /** What simulated hosts say of themselves besides; nobody listens there. */
    public String addressV6() {
        return "fd00:89::" + Integer.toHexString(index);
    }

    public boolean isThisMachine() {
        return namespace.isEmpty();
    }
}
