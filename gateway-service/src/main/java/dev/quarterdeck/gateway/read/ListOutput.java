package dev.quarterdeck.gateway.read;

import dev.quarterdeck.gateway.direct.WholeAnswer;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.OutputFormat.Encoding;
import dev.quarterdeck.gateway.output.OutputFormat.Shape;
import dev.quarterdeck.gateway.output.PacedBody;
import dev.quarterdeck.gateway.output.Responses;
import dev.quarterdeck.gateway.output.TableOptions;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.stream.cache.CachedObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a list. Where the stored bytes are what the client gets, they are copied into large chunks on the connection's thread; what must be decoded first
 * is made on worker threads, item by item. Only YAML and line breaks need the whole tree at once.
 */
final class ListOutput {
    private static final byte[] TAIL = "]}".getBytes(StandardCharsets.US_ASCII);

    private final ObjectOutput output;
    private final ProtobufList protobuf;
    private final int gzipAbove;
    private final Duration timeout;

    /** @param timeout a client that takes nothing of a plain list for this long is cut off; every other list must be there within it */
    ListOutput(ObjectOutput output, int gzipAbove, Duration timeout) {
        this.output = output;
        this.protobuf = new ProtobufList(output);
        this.gzipAbove = gzipAbove;
        this.timeout = timeout;
    }

    Mono<Void> write(
            ResourceType type,
            OutputFormat format,
            TableOptions table,
            ListPage page,
            String continueToken,
            ServerWebExchange exchange) {
        if (format.encoding() == Encoding.PROTOBUF) {
            boolean compressed = isCompressed(page, exchange);
            Mono<Void> sent = protobuf.list(type, format, page, continueToken)
                    .flatMap(list -> send(exchange, format, list.body(), list.length(), compressed));
            return compressed ? sent.timeout(timeout) : sent;
        }
        boolean plain = format.isPlain() && ObjectOutput.isStoredForm(type) && !isCompressed(page, exchange);
        Mono<Void> answer = answer(type, format, table, page, continueToken, exchange);
        return plain ? answer : answer.timeout(timeout);
    }

    private boolean isCompressed(ListPage page, ServerWebExchange exchange) {
        return gzipAbove >= 0 && page.bytes() > gzipAbove && Negotiation.acceptsGzip(exchange);
    }

    private Mono<Void> answer(
            ResourceType type,
            OutputFormat format,
            TableOptions table,
            ListPage page,
            String continueToken,
            ServerWebExchange exchange) {
        if (format.pretty() || format.encoding() == Encoding.YAML) {
            return Mono.fromCallable(() -> tree(type, format, table, page, continueToken))
                    .subscribeOn(Schedulers.boundedElastic())
                    .flatMap(body ->
                            Responses.bytes(exchange, 200, format.encoding().mediaType(), body));
        }
        byte[] head = head(type, format, table, page, continueToken);
        boolean plain = format.shape() == Shape.OBJECT && ObjectOutput.isStoredForm(type);
        Function<CachedObject, byte[]> encoder =
                plain ? CachedObject::json : object -> item(type, format, table, object);
        int leftOut = plain && !ObjectOutput.itemsNameTheirKind(type)
                ? EncodedObject.kindLength(type.gvk().kind(), type.gvr().apiVersion())
                : 0;
        ListBody body = ListBody.stored(head, new EncodedItems(page.items().iterator(), encoder), leftOut, TAIL);
        long stored = ListBody.length(head, page, leftOut, TAIL);
        if (plain || isCompressed(page, exchange)) {
            return send(exchange, format, body, stored, isCompressed(page, exchange));
        }
        ServerHttpResponse response = begin(exchange, format);
        Flux<DataBuffer> chunks = body.chunks(response.bufferFactory());
        return response.writeWith(stored <= ListBody.CHUNK ? chunks : chunks.subscribeOn(Schedulers.boundedElastic()));
    }

    private static ServerHttpResponse begin(ServerWebExchange exchange, OutputFormat format) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.OK);
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, format.encoding().mediaType());
        return response;
    }

    /** Sends a body whose items are there already. */
    private Mono<Void> send(
            ServerWebExchange exchange, OutputFormat format, ListBody body, long length, boolean compressed) {
        ServerHttpResponse response = begin(exchange, format);
        if (compressed) {
            response.getHeaders().set(HttpHeaders.CONTENT_ENCODING, "gzip");
            response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
            return response.writeWith(body.gzipped(response.bufferFactory()).subscribeOn(Schedulers.boundedElastic()));
        }
        response.getHeaders().setContentLength(length);
        if (length <= ListBody.CHUNK && response instanceof WholeAnswer whole) {
            return whole.send(body.whole((int) length));
        }
        if (length > ListBody.CHUNK && response.bufferFactory() instanceof NettyDataBufferFactory buffers) {
            return response.writeWith(new PacedBody(() -> body.next(buffers), exchange, timeout));
        }
        Flux<DataBuffer> chunks = body.chunks(response.bufferFactory());
        return response.writeWith(length <= ListBody.CHUNK ? chunks.next() : chunks);
    }

    private byte[] item(ResourceType type, OutputFormat format, TableOptions table, CachedObject object) {
        ObjectNode served = output.served(type, object.json());
        return Json.write(
                switch (format.shape()) {
                    case OBJECT -> ObjectOutput.asItem(type, served);
                    case TABLE -> output.row(type, format, served, table);
                    case PARTIAL, PARTIAL_LIST -> ObjectOutput.partial(format, served);
                });
    }

    /** Everything before the first item. */
    private byte[] head(
            ResourceType type, OutputFormat format, TableOptions table, ListPage page, String continueToken) {
        ObjectNode list = envelope(type, format, table, page, continueToken);
        list.putArray(itemsField(format));
        byte[] bytes = Json.write(list);
        return java.util.Arrays.copyOf(bytes, bytes.length - 2);
    }

    private static String itemsField(OutputFormat format) {
        return format.shape() == Shape.TABLE ? "rows" : "items";
    }

    /** The list without its items. */
    private ObjectNode envelope(
            ResourceType type, OutputFormat format, TableOptions table, ListPage page, String continueToken) {
        ObjectNode list;
        if (format.shape() == Shape.TABLE) {
            list = output.emptyTable(type, format, table);
            list.remove("rows");
        } else if (format.shape() == Shape.OBJECT) {
            list = Json.object();
            list.put("kind", type.listKind()).put("apiVersion", type.gvr().apiVersion());
        } else {
            list = Json.object();
            list.put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/" + format.metaVersion());
        }
        list.set("metadata", metadata(page, continueToken));
        return list;
    }

    static ObjectNode metadata(ListPage page, String continueToken) {
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(page.revision()));
        if (!continueToken.isEmpty()) {
            metadata.put("continue", continueToken);
            if (page.remaining() > 0) {
                metadata.put("remainingItemCount", page.remaining());
            }
        }
        return metadata;
    }

    private byte[] tree(
            ResourceType type, OutputFormat format, TableOptions table, ListPage page, String continueToken) {
        ObjectNode list = envelope(type, format, table, page, continueToken);
        ArrayNode items = list.putArray(itemsField(format));
        for (CachedObject object : page.items()) {
            items.add(Json.MAPPER.readTree(item(type, format, table, object)));
        }
        return ObjectOutput.encode(format, list);
    }
}
