package dev.quarterdeck.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Finds loopback ports that nobody listens on. Another process may still take one before it is used: callers report that as their own failure to bind. */
public final class FreePorts {
    private FreePorts() {}

    /** {@code count} different free ports. */
    public static List<Integer> find(int count) {
        List<ServerSocket> held = new ArrayList<>(count);
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
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
}
