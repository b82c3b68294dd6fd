package dev.quarterdeck.gateway.resourcemetrics;

import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.proxy.NodeClient;
import dev.quarterdeck.gateway.proxy.NodeEndpoint;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ByteBufFlux;
import tools.jackson.databind.node.ObjectNode;

/** Asks a node for its summary, as the gateway. Documents are read on Reactor's elastic threads. */
final class NodeSummaries {
    static final StoredResource NODES = new StoredResource("", "nodes");
    private static final String PATH = "/stats/summary?only_cpu_and_memory=true";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LONGEST = 16 << 20;

    private final ObjectLookup objects;
    private final NodeClient client;

    NodeSummaries(ObjectLookup objects, NodeClient client) {
        this.objects = objects;
        this.client = client;
    }

    /** Fails where the node cannot be asked, or does not answer in time. */
    Mono<NodeSample> of(String name) {
        return Mono.defer(() -> {
                    ObjectNode node = objects.cached(NODES, new ObjectKey("", name));
                    return node == null
                            ? Mono.<NodeSample>error(new IllegalStateException("there is no such node"))
                            : ask(NodeEndpoint.of(node));
                })
                .timeout(PATIENCE);
    }

    private Mono<NodeSample> ask(NodeEndpoint endpoint) {
        byte[][] body = {new byte[0]};
        return client.exchange(NodeClient.Request.get(endpoint, PATH), answer -> {
                    if (answer.status() != 200) {
                        return Mono.error(new IllegalStateException("the node answered " + answer.status()));
                    }
                    return whole(answer).doOnNext(bytes -> body[0] = bytes).then();
                })
                .then(Mono.fromSupplier(() -> NodeSample.of(Json.read(body[0])))
                        .subscribeOn(Schedulers.boundedElastic()));
    }

    private static Mono<byte[]> whole(NodeClient.Answer answer) {
        long[] seen = {0};
        return ByteBufFlux.fromInbound(answer.body().doOnNext(piece -> {
                    seen[0] += piece.readableBytes();
                    if (seen[0] > LONGEST) {
                        throw new IllegalStateException("the summary is longer than " + LONGEST + " bytes");
                    }
                }))
                .aggregate()
                .asByteArray();
    }
}
