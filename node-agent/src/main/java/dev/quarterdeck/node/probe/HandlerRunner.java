package dev.quarterdeck.node.probe;

import dev.quarterdeck.node.probe.health.HealthCheckRequest;
import dev.quarterdeck.node.probe.health.HealthCheckResponse;
import dev.quarterdeck.node.probe.health.HealthGrpc;
import dev.quarterdeck.node.runtime.PodRuntime;
import dev.quarterdeck.node.runtime.PodRuntime.ExecResult;
import dev.quarterdeck.node.runtime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.GRPCAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Carries out one probe or hook; those over the network succeed where no server can be. Blocks at most for the timeout and a little more; any (virtual) thread. */
public final class HandlerRunner {
    private static final int LONGEST_OUTPUT = 10 * 1024;
    private static final int MOST_REDIRECTS = 10;

    private final PodRuntime runtime;
    private final HttpClient http;
    private final HttpClient https;

    /** Of a server that is only imagined. */
    private static final Outcome IMAGINED = new Outcome(true, "");

    /** What came of it; the output is what an Unhealthy event shows. */
    public record Outcome(boolean success, String output) {}

    public HandlerRunner(PodRuntime runtime) {
        this.runtime = runtime;
        this.http = HttpClient.create(ConnectionProvider.newConnection()).keepAlive(false);
        this.https = http.secure(spec -> spec.sslContext(trustAll()));
    }

    /** Probes check whether a server answers, not who it is. */
    private static SslContext trustAll() {
        try {
            return SslContextBuilder.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm("")
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    public Outcome exec(String containerId, List<String> command, Duration timeout) {
        try {
            ExecResult result = runtime.exec(containerId, command, timeout);
            String output = result.stdout() + result.stderr();
            return new Outcome(result.exitCode() == 0, cut(output));
        } catch (RuntimeFailure e) {
            return new Outcome(
                    false,
                    e.isTimeout()
                            ? "command timed out: \"" + String.join(" ", command) + "\" timed out after "
                                    + timeout.toSeconds() + "s"
                            : e.getMessage());
        }
    }

    public Outcome http(HTTPGetAction action, Container container, String podIp, Duration timeout) {
        if (!runtime.hasServers()) {
            return IMAGINED;
        }
        String scheme = "HTTPS".equals(action.getScheme()) ? "https" : "http";
        String host = action.getHost() == null || action.getHost().isEmpty() ? podIp : action.getHost();
        Integer port = port(action.getPort(), container);
        if (port == null) {
            return new Outcome(false, "couldn't find port: " + action.getPort());
        }
        String path = action.getPath() == null || action.getPath().isEmpty() ? "/" : action.getPath();
        String url = scheme + "://" + bracketed(host) + ":" + port + (path.startsWith("/") ? path : "/" + path);
        return get(url, action, timeout, MOST_REDIRECTS);
    }

    private Outcome get(String url, HTTPGetAction action, Duration timeout, int redirects) {
        record Answer(int code, @Nullable String location, String body) {}
        try {
            Answer answer = (url.startsWith("https") ? https : http)
                    .responseTimeout(timeout)
                    .headers(headers -> {
                        headers.set("User-Agent", "kube-probe/1.36");
                        headers.set("Accept", "*/*");
                        for (HTTPHeader header : action.getHttpHeaders()) {
                            headers.set(header.getName(), header.getValue());
                        }
                    })
                    .get()
                    .uri(url)
                    .responseSingle((response, body) -> body.asString()
                            .defaultIfEmpty("")
                            .map(text -> new Answer(
                                    response.status().code(),
                                    response.responseHeaders().get("Location"),
                                    text)))
                    .block(timeout);
            if (answer == null) {
                return new Outcome(false, "Get \"" + url + "\": EOF");
            }
            if (answer.code() >= 300 && answer.code() < 400 && answer.location() != null && redirects > 0) {
                URI from = URI.create(url);
                URI to = from.resolve(answer.location());
                if (from.getHost().equals(to.getHost())) {
                    return get(to.toString(), action, timeout, redirects - 1);
                }
            }
            return answer.code() >= 200 && answer.code() < 400
                    ? new Outcome(true, cut(answer.body()))
                    : new Outcome(false, "HTTP probe failed with statuscode: " + answer.code());
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            boolean late =
                    cause instanceof io.netty.handler.timeout.TimeoutException || e instanceof IllegalStateException;
            return new Outcome(
                    false,
                    "Get \"" + url + "\": "
                            + (late
                                    ? "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
                                    : String.valueOf(cause.getMessage())));
        }
    }

    public Outcome tcp(TCPSocketAction action, Container container, String podIp, Duration timeout) {
        if (!runtime.hasServers()) {
            return IMAGINED;
        }
        String host = action.getHost() == null || action.getHost().isEmpty() ? podIp : action.getHost();
        Integer port = port(action.getPort(), container);
        if (port == null) {
            return new Outcome(false, "couldn't find port: " + action.getPort());
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            return new Outcome(true, "");
        } catch (IOException e) {
            return new Outcome(false, "dial tcp " + bracketed(host) + ":" + port + ": " + e.getMessage());
        }
    }

    public Outcome grpc(GRPCAction action, String podIp, Duration timeout) {
        if (!runtime.hasServers()) {
            return IMAGINED;
        }
        ManagedChannel channel = NettyChannelBuilder.forAddress(new InetSocketAddress(podIp, action.getPort()))
                .usePlaintext()
                .userAgent("kube-probe/1.36")
                .build();
        String service = action.getService() == null ? "" : action.getService();
        try {
            HealthCheckResponse.ServingStatus status = HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .check(HealthCheckRequest.newBuilder().setService(service).build())
                    .getStatus();
            return status == HealthCheckResponse.ServingStatus.SERVING
                    ? new Outcome(true, "service healthy")
                    : new Outcome(false, "service unhealthy (responded with \"" + status + "\")");
        } catch (StatusRuntimeException e) {
            return new Outcome(
                    false,
                    "error: " + e.getStatus().getCode() + ": " + e.getStatus().getDescription());
        } finally {
            channel.shutdownNow();
        }
    }

    /** Null if a port is named that the container does not have. */
    private static @Nullable Integer port(IntOrString port, Container container) {
        if (port.getIntVal() != null) {
            return port.getIntVal();
        }
        for (ContainerPort named : container.getPorts()) {
            if (port.getStrVal().equals(named.getName())) {
                return named.getContainerPort();
            }
        }
        try {
            return Integer.parseInt(port.getStrVal());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_OUTPUT ? text : text.substring(0, LONGEST_OUTPUT);
    }
}
