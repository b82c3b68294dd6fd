package dev.quarterdeck.node.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.node.testing.RealNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetworkNamespaceIT {
    private final String name = "qdt" + Long.toString(System.nanoTime(), 36);

    @BeforeEach
    void create() throws Exception {
        String output = RealNode.run("ip", "netns", "add", name);
        if (!output.isEmpty()) {
            if ("1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"))) {
                fail("no network namespace can be made: " + output);
            }
            assumeTrue(false, "no network namespace can be made: " + output);
        }
        RealNode.run("ip", "-n", name, "link", "set", "lo", "up");
    }

    @AfterEach
    void delete() throws Exception {
        RealNode.run("ip", "netns", "delete", name);
    }

    @Test
    void sockets_stay_in_the_namespace_they_were_made_in() throws Exception {
        NetworkNamespace namespace = new NetworkNamespace(name);
        try (ServerSocketChannel server = namespace.call(() -> listen())) {
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(IOException.class);
            try (SocketChannel client = namespace.call(() -> connect(port))) {
                assertThat(client.isConnected()).isTrue();
            }
        }
        assertThat(NetworkNamespace.OWN.call(() -> "here")).isEqualTo("here");
    }

    @Test
    void says_when_there_is_no_such_namespace() {
        assertThatThrownBy(() -> new NetworkNamespace("none-such").call(() -> "x"))
                .hasMessage("there is no network namespace none-such");
    }

    private static ServerSocketChannel listen() {
        try {
            return ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SocketChannel connect(int port) {
        try {
            return SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
