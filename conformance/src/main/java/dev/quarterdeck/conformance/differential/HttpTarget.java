package dev.quarterdeck.conformance.differential;

import dev.quarterdeck.kube.object.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import tools.jackson.databind.node.ObjectNode;

/** A server behind a URL, for example that of {@code kubectl proxy}. Certificates are not looked at: this is for servers of one's own. */
public final class HttpTarget implements Target {
    private static final Pattern WARNING = Pattern.compile("^\\d+ \\S+ \"((?:[^\"\\\\]|\\\\.)*)\"");

    private final HttpClient client;
    private final String url;
    private final String token;
    private final Map<String, String> versions = new ConcurrentHashMap<>();

    /** @param token a bearer token; empty for none */
    public HttpTarget(String url, String token) {
        this.url = url;
        this.token = token;
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());
            client = HttpClient.newBuilder().sslContext(tls).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Answer ask(ApiRequest request) {
        Answer answer = once(request);
        if (answer.code() != 409 || !request.body().contains(ApiRequest.VERSION)) {
            return answer;
        }
        // A controller has been at it since.
        HttpResponse<byte[]> now = send("GET", request.objectPath(), "application/json", "");
        versions.put(
                key(request.type().qualifiedName(), request.namespace(), request.name()),
                tree(now).path("metadata").path("resourceVersion").asString(""));
        return once(request);
    }

    private Answer once(ApiRequest request) {
        String body = request.body()
                .replace(
                        ApiRequest.VERSION,
                        versions.getOrDefault(
                                key(request.type().qualifiedName(), request.namespace(), request.name()), "1"));
        HttpResponse<byte[]> response;
        try {
            response = send(request.verb().method(), request.path(), request.contentType(), body);
        } catch (UncheckedIOException e) {
            return Answer.none(String.valueOf(e.getMessage()));
        }
        return Answer.of(response.statusCode(), tree(response), warnings(response), request.body());
    }

    private static String key(String resource, String namespace, String name) {
        return resource + "/" + namespace + "/" + name;
    }

    @Override
    public void store(Seed seed) {
        String collection = new ApiRequest(
                        "", ApiRequest.Verb.CREATE, seed.type(), seed.namespace(), "", "", "", "", "")
                .path()
                .replaceAll("\\?.*", "");
        HttpResponse<byte[]> response =
                send("POST", collection, "application/json", Json.MAPPER.writeValueAsString(seed.object()));
        if (response.statusCode() == 409) {
            response = send("GET", collection + "/" + seed.name(), "application/json", "");
        }
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(seed.origin() + " " + seed.name() + ": " + new String(response.body()));
        }
        versions.put(
                key(seed.type().qualifiedName(), seed.namespace(), seed.name()),
                tree(response).path("metadata").path("resourceVersion").asString(""));
    }

    private HttpResponse<byte[]> send(String method, String path, String contentType, String body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", contentType)
                .header("Accept", "application/json")
                .header("User-Agent", "differential")
                .method(
                        method,
                        method.equals("GET")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            builder.header("Authorization", "Bearer " + token);
        }
        try {
            return client.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode tree(HttpResponse<byte[]> response) {
        try {
            return Json.read(response.body());
        } catch (RuntimeException e) {
            return Json.object().put("message", new String(response.body()));
        }
    }

    private static List<String> warnings(HttpResponse<?> response) {
        return response.headers().allValues("Warning").stream()
                .map(value -> {
                    Matcher matcher = WARNING.matcher(value);
                    return matcher.find() ? matcher.group(1).replaceAll("\\\\(.)", "$1") : value;
                })
                .toList();
    }

    @Override
    public void close() {
        client.close();
    }

    /** Trusts whoever answers. */
    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
