package dev.quarterdeck.kube.openapi;

import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI documents of a catalog. Each is made when it is first asked for, by the thread that asks (under half a second for the largest), and then kept
 * packed: about a megabyte for all of them together. Thread-safe.
 */
public final class OpenApiDocuments {

    /** {@code info.version}. */
    static final String VERSION = "v1.36.2";

    private static final String V2 = "v2";
    private static final String V3 = "v3/";
    private static final JsonFactory FACTORY = new JsonFactory();
    /** Part of every hash: to be raised when the writers change what they write. */
    private static final String WRITERS = "1";

    private final SchemaCatalog schemas;
    private final SortedMap<String, List<PathItem>> paths;
    private final SortedMap<String, List<ResourceType>> custom;
    private final Map<String, OpenApiDocument> documents = new ConcurrentHashMap<>();
    private final Map<String, String> hashes = new ConcurrentHashMap<>();

    public OpenApiDocuments(ResourceCatalog catalog, SchemaCatalog schemas) {
        this.schemas = schemas;
        this.custom = custom(catalog);
        this.paths = ApiPaths.of(builtIn(catalog), schemas);
    }

    /** The documents of another catalog that differs in its custom resources: whatever is the same is not made again. */
    public OpenApiDocuments(ResourceCatalog catalog, OpenApiDocuments previous) {
        schemas = previous.schemas;
        custom = custom(catalog);
        paths = previous.paths;
        previous.hashes.forEach((name, hash) -> {
            boolean same = custom.getOrDefault(name, List.of()).equals(previous.custom.getOrDefault(name, List.of()));
            if (same && !name.equals(V2)) {
                hashes.put(name, hash);
                OpenApiDocument made = previous.documents.get(V3 + name);
                if (made != null) {
                    documents.put(V3 + name, made);
                }
            }
        });
    }

    private static List<ResourceType> builtIn(ResourceCatalog catalog) {
        return catalog.all().stream().filter(type -> type.custom() == null).toList();
    }

    private static SortedMap<String, List<ResourceType>> custom(ResourceCatalog catalog) {
        SortedMap<String, List<ResourceType>> custom = new TreeMap<>();
        for (ResourceType type : catalog.all()) {
            if (type.custom() != null) {
                String document = ApiName.of(type.gvr()).path().substring(1);
                custom.computeIfAbsent(document, d -> new ArrayList<>(1)).add(type);
            }
        }
        return custom;
    }

    /** {@code GET /openapi/v2}. */
    public OpenApiDocument v2() {
        return documents.computeIfAbsent(V2, name -> {
            List<ResourceType> types =
                    custom.values().stream().flatMap(Collection::stream).toList();
            List<PathItem> all = new ArrayList<>();
            paths.values().forEach(all::addAll);
            types.forEach(type -> all.addAll(new ResourcePaths(type, schemas).all()));
            return packed(hash(V2), json -> new OpenApiV2(json).write(all, types, schemas));
        });
    }

    /**
     * {@code GET /openapi/v3/NAME}; empty where there is none of that name.
     *
     * @param name as in the index: {@code api/v1}, {@code apis/apps/v1}
     */
    public Optional<OpenApiDocument> v3(String name) {
        List<PathItem> items = paths.getOrDefault(name, List.of());
        List<ResourceType> types = custom.getOrDefault(name, List.of());
        if (items.isEmpty() && types.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(documents.computeIfAbsent(V3 + name, key -> {
            List<PathItem> all = new ArrayList<>(items);
            types.forEach(type -> all.addAll(new ResourcePaths(type, schemas).all()));
            return packed(hash(name), json -> new OpenApiV3(json).write(name, all, types, schemas));
        }));
    }

    /** {@code GET /openapi/v3}: where each document is, with a hash that lets clients keep what they have. Makes none of them. */
    public ObjectNode v3Index() {
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        ObjectNode list = index.putObject("paths");
        SortedSet<String> names = new TreeSet<>(paths.keySet());
        names.addAll(custom.keySet());
        for (String name : names) {
            list.putObject(name).put("serverRelativeURL", "/openapi/v3/" + name + "?hash=" + hash(name));
        }
        return index;
    }

    /** Made of what a document is made of, so that it is known before the document is. */
    private String hash(String name) {
        return hashes.computeIfAbsent(name, n -> {
            MessageDigest digest = sha512();
            digest.update((VERSION + WRITERS + n).getBytes(StandardCharsets.UTF_8));
            digest.update(Holder.GENERATED);
            Object content = n.equals(V2) ? paths : paths.getOrDefault(n, List.of());
            digest.update(content.toString().getBytes(StandardCharsets.UTF_8));
            for (List<ResourceType> types :
                    n.equals(V2) ? custom.values() : List.of(custom.getOrDefault(n, List.of()))) {
                types.forEach(type -> digest.update(type.toString().getBytes(StandardCharsets.UTF_8)));
            }
            return HexFormat.of().withUpperCase().formatHex(digest.digest());
        });
    }

    private static OpenApiDocument packed(String etag, Consumer<JsonGenerator> writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes);
                JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), gzip)) {
            writer.accept(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new OpenApiDocument(bytes.toByteArray(), etag);
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-512 is in every JDK", e);
        }
    }

    /** The digest of the generated schemas. */
    private static final class Holder {
        static final byte[] GENERATED = digest();

        private static byte[] digest() {
            MessageDigest digest = sha512();
            for (String file : List.of("schemas.txt", "descriptions.txt")) {
                try (InputStream in = Objects.requireNonNull(SchemaCatalog.class.getResourceAsStream(file), file)) {
                    digest.update(in.readAllBytes());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return digest.digest();
        }
    }
}
