package dev.quarterdeck.state.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.write.WriteFixture;
import dev.quarterdeck.stateclient.WriteRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is tried for each row of a table: objects at the edge of what is allowed, and past it. */
final class Edges {
    private final Supplier<WriteFixture> clusters;
    private final WriteFixture cluster;
    private final Map<String, List<Runnable>> tried = new LinkedHashMap<>();
    private List<Runnable> row = new ArrayList<>();

    /** @param clusters one for all that is created, in dry runs, and one for each update */
    Edges(Supplier<WriteFixture> clusters) {
        this.clusters = clusters;
        this.cluster = clusters.get();
    }

    Edges row(String area, String what) {
        row = tried.computeIfAbsent(area + " | " + what, name -> new ArrayList<>());
        return this;
    }

    /** The case stands in another test, beside what it is about; there it can be known by {@code words}. */
    Edges heldBy(String test, String words) {
        row.add(() -> assertThat(FactTable.source(test)).as(test).contains(words));
        return this;
    }

    /** Nobody has written the case yet: skipped, with {@code why}. */
    Edges open(String why) {
        row.add(() -> Assumptions.abort(why));
        return this;
    }

    /** Nothing of this project decides it; {@code why} is for the reader. */
    Edges absent(String why) {
        row.add(() -> assertThat(why).isNotEmpty());
        return this;
    }

    /** A new object that the sample becomes by this merge patch is taken. */
    Edges fits(String kind, String patch) {
        row.add(() -> create(kind, patch));
        return this;
    }

    /** It is refused, with a cause at this field; or with this code. */
    Edges breaks(String kind, String patch, String field) {
        row.add(() -> refused(() -> create(kind, patch), kind + " " + shortened(patch), field));
        return this;
    }

    /** An update by this merge patch is taken. */
    Edges changes(String kind, String before, String patch) {
        row.add(() -> update(kind, before, patch));
        return this;
    }

    /** It is refused. */
    Edges keeps(String kind, String before, String patch, String field) {
        row.add(() -> refused(() -> update(kind, before, patch), kind + " " + shortened(patch), field));
        return this;
    }

    Edges does(Runnable steps) {
        row.add(steps);
        return this;
    }

    Map<String, List<Runnable>> tried() {
        return tried;
    }

    static void refused(Runnable write, String what, String field) {
        try {
            write.run();
        } catch (ApiException e) {
            String said = e.code() + " " + e.getMessage();
            if (!field.isEmpty() && Character.isDigit(field.charAt(0))) {
                assertThat(said)
                        .as(what)
                        .startsWith(field.substring(0, 3))
                        .contains(field.substring(3).strip());
            } else {
                assertThat(e.details().causes())
                        .as(what + ": " + shortened(said))
                        .anySatisfy(cause -> assertThat(cause.field()).startsWith(field));
            }
            return;
        }
        throw new AssertionError("taken: " + what);
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    ObjectNode sample(String kind, String patch) {
        ObjectNode object = Samples.of(kind);
        ObjectNode changed = patched(object, patch);
        ResourceType type = type(changed);
        if (type.namespaced() && !changed.path("metadata").has("namespace")) {
            ((ObjectNode) changed.get("metadata")).put("namespace", "default");
        }
        return changed;
    }

    static ObjectNode patched(ObjectNode object, String patch) {
        if (!patch.isEmpty()) {
            merge(object, Json.read(WriteFixture.json(patch)));
        }
        return object;
    }

    /** As a merge patch (RFC 7386). */
    private static void merge(ObjectNode object, ObjectNode patch) {
        patch.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                object.remove(entry.getKey());
            } else if (value instanceof ObjectNode fields) {
                merge(
                        object.get(entry.getKey()) instanceof ObjectNode old ? old : object.putObject(entry.getKey()),
                        fields);
            } else {
                object.set(entry.getKey(), value);
            }
        });
    }

    private ResourceType type(ObjectNode object) {
        return cluster.type(
                object.path("apiVersion").stringValue(), object.path("kind").stringValue());
    }

    private void create(String kind, String patch) {
        write(cluster, sample(kind, patch), true);
    }

    private ObjectNode write(WriteFixture cluster, ObjectNode object, boolean dryRun) {
        return WriteFixture.tree(cluster.write(new WriteRequest.Create(
                type(object),
                object.path("metadata").path("namespace").asString(""),
                "",
                "",
                Json.write(object),
                WriteFixture.JSON,
                cluster.caller,
                new WriteRequest.Options(dryRun, "", ""))));
    }

    private void update(String kind, String before, String patch) {
        WriteFixture fresh = clusters.get();
        ObjectNode old = write(fresh, sample(kind, before), false);
        fresh.update(patched(old.deepCopy(), patch));
    }

    ObjectNode made(WriteFixture fresh, String kind, String patch) {
        return write(fresh, sample(kind, patch), false);
    }

    static ObjectNode tree(String text) {
        return Json.read(WriteFixture.json(text));
    }

    void updateStatus(String kind, String before, String patch) {
        WriteFixture fresh = clusters.get();
        ObjectNode old = write(fresh, sample(kind, before), false);
        fresh.update(patched(old.deepCopy(), patch), "status");
    }

    static String x(int length) {
        return "x".repeat(length);
    }

    static String list(int size, IntFunction<String> item) {
        return IntStream.range(0, size).mapToObj(item).collect(Collectors.joining(",", "[", "]"));
    }

    static String map(int size, IntFunction<String> entry) {
        return IntStream.range(0, size).mapToObj(entry).collect(Collectors.joining(",", "{", "}"));
    }

    /** One more cluster of the same making, for a case that needs its own. */
    WriteFixture freshCluster() {
        return clusters.get();
    }

    static void status(Edges edges, String status, String field) {
        status(edges, "PodDisruptionBudget", "", status.substring("'status':{".length(), status.length() - 1), field);
    }

    /** @param field empty where it is taken */
    static void status(Edges edges, String kind, String patch, String status, String field) {
        Runnable write = () -> edges.updateStatus(kind, patch, "{'status':{" + status + "}}");
        if (field.isEmpty()) {
            write.run();
        } else {
            Edges.refused(write, kind, field);
        }
    }
}
