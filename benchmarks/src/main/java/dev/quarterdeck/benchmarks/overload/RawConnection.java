package dev.quarterdeck.benchmarks.overload;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** One connection of HTTP/1.1 over TLS that takes as much of an answer as it is asked to, so that a client can be slow. For one thread. */
final class RawConnection implements AutoCloseable {
    private final SSLSocket socket;
    private final InputStream in;
    private final String host;
    private final String token;

    /** @param receiveBuffer bytes that the kernel takes for a client who does not read; 0: as many as it likes */
    RawConnection(URI server, SSLContext tls, String token, int receiveBuffer, int readLimitMillis) throws IOException {
        this.token = token;
        this.host = server.getAuthority();
        Socket plain = new Socket();
        if (receiveBuffer > 0) {
            plain.setReceiveBufferSize(receiveBuffer);
        }
        plain.setSoTimeout(readLimitMillis);
        plain.connect(new InetSocketAddress(server.getHost(), server.getPort()), 60_000);
        socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, server.getHost(), server.getPort(), true);
        socket.startHandshake();
        in = new BufferedInputStream(socket.getInputStream(), 32 << 10);
    }

    /** @param body its bytes as they come; ends where the answer ends, and throws where it is torn */
    record Answer(int status, Map<String, String> headers, InputStream body) {
        int retryAfter() {
            return Integer.parseInt(headers.getOrDefault("retry-after", "0"));
        }
    }

    Answer get(String path) throws IOException {
        String head = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n") + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        String status = line();
        Map<String, String> headers = new HashMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        String length = headers.get("content-length");
        return new Answer(
                Integer.parseInt(status.substring(9, 12)),
                headers,
                length == null ? new Chunks() : new Fixed(Long.parseLong(length)));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private abstract class Body extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }
    }

    private final class Fixed extends Body {
        private long left;

        Fixed(long length) {
            left = length;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(to, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("torn");
            }
            left -= count;
            return count;
        }
    }

    private final class Chunks extends Body {
        private long left;
        private boolean begun;
        private boolean ended;

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                if (begun) {
                    line();
                }
                begun = true;
                left = Long.parseLong(line().strip(), 16);
                if (left == 0) {
                    ended = true;
                    line();
                }
            }
            if (ended) {
                return -1;
            }
            int count = in.read(to, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("torn");
            }
            left -= count;
            return count;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
