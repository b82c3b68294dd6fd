package dev.quarterdeck.state.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.allocation.AddressRange;
import dev.quarterdeck.state.bootstrap.rbac.DefaultRoleBootstrap;
import dev.quarterdeck.state.memory.InMemoryObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Owners of fields as a kube-apiserver 1.36 noted them when it started on an empty store. */
class OwnFirstObjectsTest {
    private static final InstantSource CLOCK = () -> Instant.parse("2026-01-02T03:04:05Z");

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @BeforeEach
    void start() {
        start("10.10.10.10");
        new DefaultRoleBootstrap(store, Features.defaults(), CLOCK, () -> UUID.randomUUID()
                        .toString())
                .apply()
                .join();
    }

    private int start(String address) {
        return new ClusterBootstrap(
                        store,
                        BuiltInResources.catalog(),
                        AddressRange.parseAll("10.0.0.0/24"),
                        new BootstrapSettings(List.of(address), 6443, ""),
                        CLOCK,
                        () -> UUID.randomUUID().toString())
                .apply();
    }

    static List<JsonNode> reference() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                OwnFirstObjectsTest.class.getResourceAsStream("/bootstrap/managed-fields.json"))) {
            return Json.MAPPER.readTree(in.readAllBytes()).valueStream().toList();
        }
    }

    private ObjectNode object(String resource, String name) {
        int slash = name.indexOf('/');
        ObjectKey key = new ObjectKey(slash < 0 ? "" : name.substring(0, slash), name.substring(slash + 1));
        return Json.read(store.get(StoredResource.ofId(resource), key)
                .join()
                .orElseThrow(() -> new AssertionError("no " + resource + " " + name))
                .json());
    }

    private Stream<JsonNode> owners(String resource, String name) {
        return object(resource, name).path("metadata").path("managedFields").valueStream();
    }

    @ParameterizedTest
    @MethodSource("reference")
    void haveTheReferencesOwners(JsonNode expected) {
        for (JsonNode name : expected.get("names")) {
            List<JsonNode> owners = owners(expected.get("resource").asString(), name.asString())
                    .filter(entry -> !entry.get("manager").asString().equals("clusterrole-aggregation-controller"))
                    .map(entry -> {
                        assertThat(entry.get("time").asString()).isEqualTo("2026-01-02T03:04:05Z");
                        return (JsonNode) ((ObjectNode) entry).without("time");
                    })
                    .toList();
            assertThat(owners)
                    .as(name.asString())
                    .isEqualTo(expected.get("managedFields").valueStream().toList());
        }
    }

    @Test
    void rulesOfAggregatedRolesAreThoseOfWhoAggregates() {
        assertThat(owners("clusterroles.rbac.authorization.k8s.io", "admin")
                        .filter(entry -> entry.path("fieldsV1").has("f:rules")))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.get("manager").asString()).isEqualTo("clusterrole-aggregation-controller");
                    assertThat(entry.get("operation").asString()).isEqualTo("Apply");
                });
    }

    @Test
    void whatIsKeptUpKeepsItsOwner() {
        assertThat(start("10.10.10.11")).isEqualTo(2);
        assertThat(owners("endpoints", "default/kubernetes")).singleElement().satisfies(entry -> assertThat(
                        entry.path("fieldsV1").has("f:subsets"))
                .isTrue());
    }
}
