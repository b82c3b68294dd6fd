package dev.quarterdeck.stateclient.webhook;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * POSTs JSON to webhooks over HTTP/1.1, as the reference does, so that the endpoints of a service share the load. Connections are pooled and bounded per
 * address; clients, one for each authority that certificates are checked against, are remembered, the latest {@value #CLIENTS}. Thread-safe; the calling
 * (virtual) thread waits.
 */
public final class WebhookClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookClient.class);
    private static final int CLIENTS = 200;
    private static final int CONNECTIONS = 64;
    private static final int WAITING = 4096;
    private static final int MOST_BYTES = 8 << 20;
    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final ServiceResolver services;
    private final ConnectionProvider connections;
    private final HttpClient plain;
    private final Map<String, HttpClient> byAuthority = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, HttpClient> eldest) {
            return size() > CLIENTS;
        }
    };

    public WebhookClient(ServiceResolver services) {
        this.services = services;
        this.connections = ConnectionProvider.builder("webhooks")
                .maxConnections(CONNECTIONS)
                .pendingAcquireMaxCount(WAITING)
                .pendingAcquireTimeout(CONNECT)
                .maxIdleTime(IDLE)
                .evictInBackground(IDLE)
                .build();
        this.plain = HttpClient.create(connections)
                .protocol(HttpProtocol.HTTP11)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                .followRedirect(false);
    }

    private record Answer(int code, byte[] body) {}

    /**
     * The body of the answer.
     *
     * @param timeout until the whole answer is here; the webhook is told, in whole seconds
     * @throws WebhookCallException where there is none, or it is not a success
     */
    public byte[] post(WebhookEndpoint endpoint, byte[] body, Duration timeout) throws WebhookCallException {
        String shown = endpoint.address() + "?timeout=" + Math.ceilDiv(timeout.toMillis(), 1000) + "s";
        Answer answer;
        try {
            answer = exchange(endpoint, shown, body).timeout(timeout).block();
        } catch (RuntimeException e) {
            throw new WebhookCallException(503, "Post \"" + shown + "\": " + CallFailure.words(Exceptions.unwrap(e)));
        } catch (IOException e) {
            throw new WebhookCallException(503, "Post \"" + shown + "\": " + CallFailure.words(e));
        }
        if (answer == null) {
            throw new WebhookCallException(503, "Post \"" + shown + "\": EOF");
        }
        if (answer.code < 200 || answer.code > 299) {
            throw new WebhookCallException(answer.code, CallFailure.words(answer.code, answer.body));
        }
        return answer.body;
    }

    private Mono<Answer> exchange(WebhookEndpoint endpoint, String shown, byte[] body) throws IOException {
        URI uri = URI.create(shown);
        HttpClient client = endpoint.secure() ? trusting(endpoint.caBundle()) : plain;
        String target = shown;
        if (endpoint.service() != null) {
            InetSocketAddress address = addressOf(endpoint.service());
            client = client.remoteAddress(() -> address);
            target = uri.getRawPath() + "?" + uri.getRawQuery();
            target = target.startsWith("/") ? target : "/" + target;
        }
        return client.headers(headers -> headers.set(HttpHeaderNames.HOST, uri.getRawAuthority())
                        .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                        .set(HttpHeaderNames.ACCEPT, "application/json, */*")
                        .set(HttpHeaderNames.USER_AGENT, "kube-apiserver-admission"))
                .post()
                .uri(target)
                .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
                .response((response, content) -> collect(content.asByteArray())
                        .map(bytes -> new Answer(response.status().code(), bytes)))
                .next();
    }

    private static Mono<byte[]> collect(Flux<byte[]> content) {
        return content.reduceWith(ByteArrayOutputStream::new, (all, bytes) -> {
                    if (all.size() + bytes.length > MOST_BYTES) {
                        throw new IllegalStateException("the answer is longer than " + MOST_BYTES + " bytes");
                    }
                    all.writeBytes(bytes);
                    return all;
                })
                .map(ByteArrayOutputStream::toByteArray);
    }

    /** The address of an endpoint under the name of the service, which is the one that its certificate is checked for. */
    private InetSocketAddress addressOf(WebhookEndpoint.Service service) throws UnknownHostException {
        ServiceResolver.Address address = services.resolve(service.namespace(), service.name(), service.port());
        InetAddress ip = InetAddress.getByName(address.host());
        return new InetSocketAddress(InetAddress.getByAddress(service.host(), ip.getAddress()), address.port());
    }

    private HttpClient trusting(String caBundle) throws IOException {
        synchronized (byAuthority) {
            HttpClient known = byAuthority.get(caBundle);
            if (known != null) {
                return known;
            }
            SslContext tls = tls(caBundle);
            HttpClient client = plain.secure(spec -> spec.sslContext(tls));
            byAuthority.put(caBundle, client);
            return client;
        }
    }

    private static SslContext tls(String caBundle) throws IOException {
        SslContextBuilder tls = SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS");
        if (!caBundle.isEmpty()) {
            tls.trustManager(certificates(caBundle));
        }
        return tls.build();
    }

    private static List<X509Certificate> certificates(String caBundle) throws SSLException {
        try {
            byte[] pem = Base64.getMimeDecoder().decode(caBundle.getBytes(StandardCharsets.US_ASCII));
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException | IllegalArgumentException e) {
            LOG.debug("a bundle of authorities that is none", e);
        }
        throw new SSLException("unable to load root certificates: unable to parse bytes as PEM block");
    }

    @Override
    public void close() {
        connections.dispose();
    }
}
