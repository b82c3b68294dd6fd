package dev.quarterdeck.launcher.compose;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in for the load balancer of the file: passes connections on to the gateways in turn, TLS untouched; one that does not answer is passed over. */
final class TcpBalancer implements AutoCloseable {
    private final List<InetSocketAddress> targets;
    private final List<ServerSocket> listeners = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    TcpBalancer(List<InetSocketAddress> targets) {
        this.targets = targets;
    }

    void listen(String address, int port) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(address, port));
        listeners.add(listener);
        Thread.ofVirtual().start(() -> accept(listener));
    }

    private void accept(ServerSocket listener) {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> pass(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pass(Socket client) {
        for (int i = 0; i < targets.size(); i++) {
            InetSocketAddress target = targets.get(Math.floorMod(next.getAndIncrement(), targets.size()));
            Socket server = new Socket();
            try {
                server.connect(target, 2000);
            } catch (IOException e) {
                continue;
            }
            Thread.ofVirtual().start(() -> copy(client, server));
            copy(server, client);
            return;
        }
        close(client);
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // Either end may go away at any time; the other is told by closing it.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket listener : listeners) {
            listener.close();
        }
    }
}
