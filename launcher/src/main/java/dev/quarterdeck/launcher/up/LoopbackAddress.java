package dev.quarterdeck.launcher.up;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Addresses of simulated hosts, which have no network of their own: one of 127.0.0.0/8 for each host of each cluster of this machine, told apart by the port of
 * the cluster's API, so that the agents can all listen on the port where agents are expected.
 */
final class LoopbackAddress {
    private static final String FIRST = "127.0.0.1";
    private static final String FIRST_V6 = "::1";

    private LoopbackAddress() {}

    /** The one address that every system has, where this host's own cannot be used. */
    static String of(int apiPort, int host) {
        String own = own(apiPort, host);
        return canListen(own) ? own : FIRST;
    }

    /**
     * IPv6 has one such address for all hosts, which then have ports of their own.
     *
     * @param otherwise where this system has no IPv6 to listen on
     */
    static String ofV6(String otherwise) {
        return canListen(FIRST_V6) ? FIRST_V6 : otherwise;
    }

    static boolean canListen(String address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** @param host from 1 to 254, more than a cluster has */
    static String own(int apiPort, int host) {
        return "127." + (apiPort >> 8) + "." + (apiPort & 0xff) + "." + host;
    }
}
