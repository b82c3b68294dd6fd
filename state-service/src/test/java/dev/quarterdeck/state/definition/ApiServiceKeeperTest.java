package dev.quarterdeck.state.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.memory.InMemoryObjectStore;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ApiServiceKeeperTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final ApiServiceKeeper keeper = new ApiServiceKeeper(
            store, BuiltInResources.catalog(), () -> Instant.parse("2026-01-02T03:04:05Z"), () -> "uid");

    private void define(String name, String group, String... versions) {
        ObjectNode definition = Json.object();
        ObjectNode spec = definition.putObject("spec").put("group", group);
        for (String version : versions) {
            spec.withArray("versions")
                    .addObject()
                    .put("name", version.replace("!", ""))
                    .put("served", !version.endsWith("!"));
        }
        keeper.seen(name, definition);
        keeper.settle();
    }

    private Stream<String> names() {
        return store.list(ApiServiceKeeper.RESOURCE, "", null, 100).join().stream()
                .map(row -> row.key().name());
    }

    private ObjectNode stored(String name) {
        return Json.read(row(name).json());
    }

    private CurrentObject row(String name) {
        return store.get(ApiServiceKeeper.RESOURCE, new ObjectKey("", name))
                .join()
                .orElseThrow();
    }

    private void edit(String name, Consumer<ObjectNode> change) {
        CurrentObject row = row(name);
        ObjectNode tree = Json.read(row.json());
        change.accept(tree);
        store.commit(
                        List.of(new Mutation.Replace(
                                row.resource(),
                                row.key(),
                                row.uid(),
                                row.revision(),
                                EncodedObject.of(tree),
                                Set.of())),
                        Author.internal("test"))
                .join();
        keeper.changed(name);
        keeper.settle();
    }

    @Test
    void everyServedVersionHasOneAsTheReferenceMakesIt() {
        define("a.example.com", "example.com", "v1", "v1beta1!");
        define("b.example.com", "example.com", "v1", "v2");
        assertThat(names()).containsExactly("v1.example.com", "v2.example.com");
        ObjectNode made = stored("v1.example.com");
        assertThat(made.get("spec").toString())
                .isEqualTo(
                        "{\"group\":\"example.com\",\"groupPriorityMinimum\":1000,\"version\":\"v1\",\"versionPriority\":100}");
        assertThat(made.path("metadata").path("labels").toString())
                .isEqualTo("{\"kube-aggregator.kubernetes.io/automanaged\":\"true\"}");
        assertThat(made.path("status").path("conditions").get(0).path("reason").stringValue())
                .isEqualTo("Local");
        assertThat(made.path("metadata")
                        .path("managedFields")
                        .get(0)
                        .path("manager")
                        .stringValue())
                .isEqualTo("kube-apiserver");
    }

    @Test
    void theyGoWithTheLastDefinitionThatServesTheVersion() {
        define("a.example.com", "example.com", "v1");
        define("b.example.com", "example.com", "v1", "v2");
        keeper.seen("a.example.com", null);
        keeper.settle();
        assertThat(names()).containsExactly("v1.example.com", "v2.example.com");
        define("b.example.com", "example.com", "v1", "v2!");
        assertThat(names()).containsExactly("v1.example.com");
        keeper.seen("b.example.com", null);
        keeper.settle();
        assertThat(names()).isEmpty();
    }

    @Test
    void whatUsersChangeIsMendedUnlessTheyTookItOver() {
        define("a.example.com", "example.com", "v1");
        edit("v1.example.com", tree -> tree.withObject("/spec").put("versionPriority", 7));
        assertThat(stored("v1.example.com").path("spec").path("versionPriority").asInt())
                .isEqualTo(100);
        edit("v1.example.com", tree -> {
            tree.withObject("/metadata").remove("labels");
            tree.withObject("/spec").put("versionPriority", 7);
        });
        assertThat(stored("v1.example.com").path("spec").path("versionPriority").asInt())
                .isEqualTo(7);
        keeper.seen("a.example.com", null);
        keeper.settle();
        assertThat(names()).containsExactly("v1.example.com");
    }

    @Test
    void oneThatWasDeletedComesBack() {
        define("a.example.com", "example.com", "v1");
        CurrentObject row = row("v1.example.com");
        store.commit(
                        List.of(new Mutation.Remove(
                                row.resource(),
                                row.key(),
                                row.uid(),
                                row.revision(),
                                EncodedObject.of(Json.read(row.json())))),
                        Author.internal("test"))
                .join();
        keeper.changed("v1.example.com");
        keeper.settle();
        assertThat(names()).containsExactly("v1.example.com");
    }

    @Test
    void builtInVersionsAreLeftAlone() {
        define("a.apps", "apps", "v1");
        assertThat(names()).isEmpty();
    }
}
