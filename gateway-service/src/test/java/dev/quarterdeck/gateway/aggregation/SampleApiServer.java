package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.kube.object.Json;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import tools.jackson.databind.node.ObjectNode;

/** A small API server that has flunders, and lets nobody in but the front proxy. Discovery is of the old kind only unless {@code aggregated}. */
final class SampleApiServer implements AutoCloseable {
    static final String BASE = "/apis/wardle.example.com/v1alpha1";
    private static final String RESOURCES = """
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"wardle.example.com/v1alpha1","resources":[
             {"name":"flunders","singularName":"flunder","namespaced":true,"kind":"Flunder","shortNames":["fl"],"verbs":["create","delete","get","list","watch"]}]}""";
    private static final String AGGREGATED = """
            {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","metadata":{},"items":[{"metadata":{"name":"wardle.example.com"},"versions":[
             {"version":"v1alpha1","resources":[{"resource":"flunders","responseKind":{"group":"wardle.example.com","version":"v1alpha1","kind":"Flunder"},
              "scope":"Namespaced","singularResource":"flunder","verbs":["get","list"],"shortNames":["fl"]}],"freshness":"Current"}]}]}""";
    private static final String OPEN_API_V2 = """
            {"swagger":"2.0","paths":{"/apis/wardle.example.com/v1alpha1/flunders":{"get":{"responses":{"200":{"schema":{"$ref":"#/definitions/example.Flunder"}}}}},
             "/apis/other/v1/things":{"get":{}}},
             "definitions":{"example.Flunder":{"type":"object","properties":{"metadata":{"$ref":"#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}}},
             "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta":{"type":"object","description":"another"},"unused":{"type":"string"}}}""";

    final Map<String, ObjectNode> flunders = new ConcurrentSkipListMap<>();
    final List<Map<String, List<String>>> seen = new CopyOnWriteArrayList<>();
    volatile boolean aggregated;
    /** Takes connections and requests, and never answers. */
    volatile boolean silent;

    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final SslContext tls;
    private Sinks.Many<String> events = Sinks.many().multicast().directBestEffort();
    private DisposableServer server;
    private int port;

    SampleApiServer(Path directory) {
        try {
            tls = SslContextBuilder.forServer(
                            directory.resolve("sample.crt").toFile(),
                            directory.resolve("sample.key").toFile())
                    .trustManager(directory.resolve("front-proxy-ca.crt").toFile())
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
        } catch (javax.net.ssl.SSLException e) {
            throw new IllegalStateException(e);
        }
        start();
    }

    /** Listens, where it listened before. */
    void start() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .channelGroup(connections)
                .secure(spec -> spec.sslContext(tls))
                .handle(this::answer)
                .bindNow();
        port = server.port();
    }

    void stop() {
        events.tryEmitComplete();
        events = Sinks.many().multicast().directBestEffort();
        close();
    }

    int port() {
        return port;
    }

    void emit(String line) {
        events.tryEmitNext(line);
    }

    int watches() {
        return events.currentSubscriberCount();
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        Map<String, List<String>> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.requestHeaders()
                .names()
                .forEach(n -> headers.put(n, request.requestHeaders().getAll(n)));
        headers.put("uri", List.of(request.uri()));
        seen.add(headers);
        if (silent) {
            return Mono.never();
        }
        String path = request.fullPath();
        String accept = request.requestHeaders().get("Accept", "");
        if (path.equals("/apis") && aggregated && accept.contains("as=APIGroupDiscoveryList")) {
            return response.header(
                            "Content-Type", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
                    .header("ETag", "\"1\"")
                    .sendString(Mono.just(AGGREGATED));
        }
        if (path.equals(BASE)) {
            return json(response, 200, RESOURCES);
        }
        if (path.equals("/openapi/v2")) {
            return json(response, 200, OPEN_API_V2);
        }
        if (path.equals("/openapi/v3")) {
            return json(
                    response,
                    200,
                    "{\"paths\":{\"apis/wardle.example.com/v1alpha1\":{\"serverRelativeURL\":\"/openapi/v3" + BASE
                            + "?hash=ABC\"}}}");
        }
        if (path.equals("/openapi/v3" + BASE)) {
            return json(response, 200, "{\"openapi\":\"3.0.0\"}");
        }
        if (path.equals(BASE + "/namespaces/ns/flunders/f/echo")) {
            return response.sendWebsocket(
                    (in, out) -> out.sendString(in.receive().asString().map(text -> "echo " + text)),
                    WebsocketServerSpec.builder().protocols("chat").build());
        }
        if (path.startsWith(BASE + "/namespaces/ns/flunders") || path.equals(BASE + "/flunders")) {
            return flunders(request, response, path);
        }
        return json(response, 404, "{\"kind\":\"Status\",\"code\":404}");
    }

    private Publisher<Void> flunders(HttpServerRequest request, HttpServerResponse response, String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return switch (request.method().name()) {
            case "POST" ->
                request.receive().aggregate().asByteArray().flatMap(body -> {
                    ObjectNode flunder = Json.read(body);
                    flunders.put(flunder.path("metadata").path("name").stringValue(), flunder);
                    return Mono.from(json(response, 201, flunder.toString()));
                });
            case "DELETE" -> {
                flunders.remove(name);
                yield json(response, 200, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Success\"}");
            }
            default -> {
                if (request.uri().contains("watch=")) {
                    response.chunkedTransfer(true).header("Content-Type", "application/json");
                    Flux<String> lines = Flux.concat(Mono.just("{\"type\":\"BOOKMARK\"}\n"), events.asFlux());
                    yield response.sendGroups(lines.map(
                                    line -> response.alloc().buffer().writeBytes(line.getBytes(StandardCharsets.UTF_8)))
                            .map(Mono::just));
                }
                if (name.equals("flunders")) {
                    ObjectNode list =
                            Json.object().put("kind", "FlunderList").put("apiVersion", "wardle.example.com/v1alpha1");
                    list.putObject("metadata").put("resourceVersion", "1");
                    flunders.values().forEach(list.putArray("items")::add);
                    yield json(response, 200, list.toString());
                }
                ObjectNode found = flunders.get(name);
                yield found == null ? json(response, 404, """
                        {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404,"message":"gone"}""") : json(response, 200, found.toString());
            }
        };
    }

    private static Publisher<Void> json(HttpServerResponse response, int code, String body) {
        return response.status(code)
                .header("Content-Type", "application/json")
                .sendByteArray(Mono.just(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        server.disposeNow();
        connections.close().awaitUninterruptibly();
    }
}
