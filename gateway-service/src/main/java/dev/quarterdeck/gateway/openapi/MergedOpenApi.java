package dev.quarterdeck.gateway.openapi;

import dev.quarterdeck.gateway.aggregation.AggregatedApis;
import dev.quarterdeck.gateway.aggregation.AggregatedApis.Served;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.openapi.OpenApiDocument;
import dev.quarterdeck.kube.openapi.OpenApiDocuments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds the OpenAPI of other servers: in the index of v3 where their documents are, which are then theirs to answer; in v2 the paths of their versions with the definitions
 * that they use. Made anew when something else is served; thread-safe.
 */
final class MergedOpenApi {
    private final Supplier<AggregatedApis> others;
    private volatile @Nullable Made made;

    private record Made(OpenApiDocument own, AggregatedApis others, OpenApiDocument merged) {}

    MergedOpenApi(Supplier<AggregatedApis> others) {
        this.others = others;
    }

    private static List<Served> ordered(AggregatedApis apis) {
        return apis.served().values().stream()
                .sorted(Comparator.comparing(served -> served.service().name()))
                .toList();
    }

    /** The index, ordered by name. */
    ObjectNode v3Index(ObjectNode own) {
        AggregatedApis apis = others.get();
        if (apis.served().isEmpty()) {
            return own;
        }
        TreeMap<String, JsonNode> paths = new TreeMap<>();
        own.path("paths").properties().forEach(e -> paths.put(e.getKey(), e.getValue()));
        for (Served served : ordered(apis)) {
            String name = "apis/" + served.service().groupVersion();
            if (served.openApiV3().isEmpty()) {
                paths.remove(name);
            } else {
                paths.put(name, Json.object().put("serverRelativeURL", served.openApiV3()));
            }
        }
        ObjectNode index = Json.object();
        ObjectNode list = index.putObject("paths");
        paths.forEach(list::set);
        return index;
    }

    OpenApiDocument v2(OpenApiDocuments documents) {
        OpenApiDocument own = documents.v2();
        AggregatedApis apis = others.get();
        if (apis.served().values().stream().allMatch(served -> served.openApiV2() == null)) {
            return own;
        }
        Made known = made;
        if (known == null || known.own() != own || known.others() != apis) {
            known = make(own, apis);
        }
        return known.merged();
    }

    private synchronized Made make(OpenApiDocument own, AggregatedApis apis) {
        Made known = made;
        if (known != null && known.own() == own && known.others() == apis) {
            return known;
        }
        DefinitionMerge merge = new DefinitionMerge(Json.read(own.json()));
        for (Served served : ordered(apis)) {
            ObjectNode document = served.openApiV2();
            if (document != null) {
                merge.add(document, "/apis/" + served.service().groupVersion());
            }
        }
        Made now = new Made(own, apis, packed(Json.write(merge.merged())));
        made = now;
        return now;
    }

    private static OpenApiDocument packed(byte[] json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-512").digest(json);
            return new OpenApiDocument(
                    bytes.toByteArray(), HexFormat.of().withUpperCase().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-512 is in every JDK", e);
        }
    }
}
