package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.schema.FieldSchema;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.Schema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteRequest.Options;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Whatever a client sends, it gets an object or a Status that blames it; nothing it sends is a fault of the server. */
class RefuseGarbageTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int PER_KIND = 60;

    private final WriteFixture cluster = WriteFixture.withAdmission().namespace("default");

    @TestFactory
    Stream<DynamicTest> blamesTheClient() {
        cluster.create("v1", "ServiceAccount", "default", "{'metadata':{'name':'default'}}");
        return cluster.catalog.all().stream()
                .filter(t -> t.stored() != null && t.verbs().contains(Verb.CREATE))
                .map(t -> DynamicTest.dynamicTest(t.gvr().toString(), () -> fuzz(t)));
    }

    private void fuzz(ResourceType type) {
        ObjectSchema schema = SchemaCatalog.builtIn().find(type.gvk()).orElseThrow();
        String namespace = type.namespaced() ? "default" : "";
        for (int seed = 0; seed < PER_KIND; seed++) {
            Random random = new Random(seed);
            ObjectNode object = (ObjectNode) value(schema, random, 0);
            object.remove("apiVersion");
            object.remove("kind");
            ObjectNode metadata = object.putObject("metadata");
            metadata.put("name", "x" + seed);
            byte[] body = Json.write(object);
            answer(
                    seed,
                    new WriteRequest.Create(
                            type, namespace, "", "", body, WriteFixture.JSON, WriteFixture.ADMIN, Options.NONE));
            cluster.store.list(type.stored(), namespace, null, 1).join().forEach(row -> {
                ObjectNode other = (ObjectNode) value(schema, random, 0);
                other.remove("apiVersion");
                other.remove("kind");
                other.putObject("metadata")
                        .put("name", Metadata.of(Json.read(row.json())).name());
                for (String sub : new String[] {"", "status"}) {
                    if (sub.isEmpty() || type.subresource(sub).isPresent()) {
                        answer(
                                random.nextInt(),
                                new WriteRequest.Update(
                                        type,
                                        namespace,
                                        row.key().name(),
                                        sub,
                                        Json.write(other),
                                        WriteFixture.JSON,
                                        WriteFixture.ADMIN,
                                        Options.NONE));
                    }
                }
            });
        }
    }

    private void answer(int seed, WriteRequest request) {
        try {
            assertThat(cluster.write(request).json()).isNotEmpty();
        } catch (ApiException e) {
            assertThat(e.code()).as("seed %s: %s", seed, e.getMessage()).isBetween(400, 499);
        }
    }

    /** A value that fits the schema and makes no sense. */
    private static JsonNode value(Schema schema, Random random, int depth) {
        return switch (schema) {
            case ObjectSchema object -> {
                ObjectNode node = NODES.objectNode();
                for (FieldSchema field : object.fields()) {
                    if (depth < 9 && random.nextInt(depth < 2 ? 2 : 4) == 0) {
                        node.set(field.name(), value(field.schema(), random, depth + 1));
                    }
                }
                yield node;
            }
            case Schema.ListOf list -> {
                var array = NODES.arrayNode();
                for (int i = random.nextInt(3); i > 0; i--) {
                    array.add(value(list.items(), random, depth + 1));
                }
                yield array;
            }
            case Schema.MapOf map -> {
                ObjectNode node = NODES.objectNode();
                for (int i = random.nextInt(3); i > 0; i--) {
                    node.set(text(random), value(map.values(), random, depth + 1));
                }
                yield node;
            }
            case Schema.Free free -> NODES.objectNode().put("a", random.nextInt());
            case Schema.Scalar scalar ->
                switch (scalar.type()) {
                    case STRING -> NODES.stringNode(text(random));
                    case BOOLEAN -> NODES.booleanNode(random.nextBoolean());
                    case INT32 -> NODES.numberNode(random.nextInt());
                    case INT64 -> NODES.numberNode(random.nextLong());
                    case DOUBLE -> NODES.numberNode(random.nextDouble());
                    case INT_OR_STRING ->
                        random.nextBoolean() ? NODES.numberNode(random.nextInt()) : NODES.stringNode(text(random));
                    case QUANTITY -> NODES.stringNode(random.nextBoolean() ? "1" : "9e99");
                    case BYTES -> NODES.stringNode("AAAA");
                    case TIME -> NODES.stringNode("2020-01-01T00:00:00Z");
                    case MICRO_TIME -> NODES.stringNode("2020-01-01T00:00:00.000000Z");
                };
        };
    }

    private static String text(Random random) {
        String[] words = {"", "a", "A/b", "..", "cpu", "NodePort", "1.2.3.4", "-1", "x".repeat(70), "é\n", "a=b", "100%"
        };
        return words[random.nextInt(words.length)];
    }
}
