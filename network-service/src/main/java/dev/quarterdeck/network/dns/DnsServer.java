package dev.quarterdeck.network.dns;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;

/**
 * Listens for queries on UDP and TCP (RFC 1035 §4.2). One thread reads datagrams and answers those of the cluster itself; forwarded answers are sent by the
 * thread they arrive on. A TCP connection has a virtual thread, and there is a most of them; idle ones are closed.
 */
public final class DnsServer implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
    private static final int PLAIN_UDP_SIZE = 512;
    private static final int LARGEST_UDP_SIZE = 1232;
    private static final int MOST_CONNECTIONS = 256;
    private static final int IDLE_MILLIS = 10_000;

    private final DnsResponder responder;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);

    private DnsServer(DnsResponder responder, DatagramSocket udp, ServerSocket tcp) {
        this.responder = responder;
        this.udp = udp;
        this.tcp = tcp;
    }

    /** Binds both sockets and begins to answer. */
    public static DnsServer start(DnsResponder responder, InetAddress address, int port) throws IOException {
        DatagramSocket udp = new DatagramSocket(new InetSocketAddress(address, port));
        try {
            ServerSocket tcp = new ServerSocket(udp.getLocalPort(), 64, address);
            DnsServer server = new DnsServer(responder, udp, tcp);
            Thread.ofPlatform().name("dns-udp").daemon(true).start(server::serveUdp);
            Thread.ofPlatform().name("dns-tcp").daemon(true).start(server::serveTcp);
            return server;
        } catch (IOException e) {
            udp.close();
            throw e;
        }
    }

    public int port() {
        return udp.getLocalPort();
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                if (query.getHeader().getFlag(Flags.QR)) {
                    continue;
                }
                InetSocketAddress client = (InetSocketAddress) packet.getSocketAddress();
                responder.answer(query).thenAccept(answer -> sendUdp(query, answer, client));
            } catch (IOException | RuntimeException e) {
                if (!udp.isClosed()) {
                    LOG.debug("dropped a datagram that is no DNS query: {}", e.toString());
                }
            }
        }
    }

    private void sendUdp(Message query, Message answer, InetSocketAddress client) {
        OPTRecord opt = query.getOPT();
        int most = opt == null
                ? PLAIN_UDP_SIZE
                : Math.max(PLAIN_UDP_SIZE, Math.min(LARGEST_UDP_SIZE, opt.getPayloadSize()));
        byte[] bytes = answer.toWire(most);
        try {
            udp.send(new DatagramPacket(bytes, bytes.length, client));
        } catch (IOException e) {
            LOG.debug("could not answer {}: {}", client, e.toString());
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                if (connections.tryAcquire()) {
                    Thread.ofVirtual().name("dns-connection").start(() -> serve(socket));
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                if (!tcp.isClosed()) {
                    LOG.warn("cannot accept DNS connections: {}", e.toString());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] query = in.readNBytes(in.readUnsignedShort());
                byte[] answer = responder.answer(new Message(query)).join().toWire(0xffff);
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        } catch (IOException | CompletionException e) {
            LOG.trace("a DNS connection ended: {}", e.toString());
        } finally {
            connections.release();
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
