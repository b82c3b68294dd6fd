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

    private LoopbackAddress() {}

    /** The one address that every system has, where this host's own cannot be used. */
    static String of(int apiPort, int host) {
        String own = own(apiPort, host);
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByName(own), 0));
            return own;
        } catch (IOException e) {
            return FIRST;
        }
    }

    /** @param host from 1 to 254, more than a cluster has */
    static String own(int apiPort, int host) {
        return "127." + (apiPort >> 8) + "." + (apiPort & 0xff) + "." + host;
    }
}
