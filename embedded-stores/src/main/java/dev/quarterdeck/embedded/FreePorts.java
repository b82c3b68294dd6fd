package dev.quarterdeck.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds loopback ports that nobody listens on. None is given twice by one process: what starts side by side gets ports of its own. Another process may still take
 * one before it is used: callers report that as their own failure to bind. Thread-safe.
 */
public final class FreePorts {
    /** Where a process has asked for so many, the first are free for others again. */
    private static final int REMEMBERED = 4096;

    private static final Set<Integer> GIVEN = new LinkedHashSet<>();

    private FreePorts() {}

    /** {@code count} different free ports. */
    public static List<Integer> find(int count) {
        List<ServerSocket> held = new ArrayList<>(count);
        try {
            List<Integer> ports = new ArrayList<>(count);
            while (ports.size() < count) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                if (give(socket.getLocalPort())) {
                    ports.add(socket.getLocalPort());
                }
            }
            return List.copyOf(ports);
        } catch (IOException e) {
            throw new EmbeddedStoreException("no free loopback port: " + e.getMessage(), e);
        } finally {
            for (ServerSocket socket : held) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new EmbeddedStoreException("cannot release port " + socket.getLocalPort(), e);
                }
            }
        }
    }

    private static boolean give(int port) {
        synchronized (GIVEN) {
            if (GIVEN.size() >= REMEMBERED) {
                GIVEN.remove(GIVEN.iterator().next());
            }
            return GIVEN.add(port);
        }
    }
}
