package dev.quarterdeck.state.bootstrap.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class DefaultRolesTest {

    @ParameterizedTest
    @CsvSource({
        "cluster-roles.yaml, 31",
        "cluster-role-bindings.yaml, 12",
        "controller-roles.yaml, 38",
        "controller-role-bindings.yaml, 38",
        "namespace-roles.yaml, 7",
        "namespace-role-bindings.yaml, 7"
    })
    void equalTheReferenceRuleByRule(String file, int count) throws IOException {
        Map<String, Object> golden =
                new Yaml().load(Files.readString(reference().resolve("rbac").resolve(file)));
        JsonNode items = Json.MAPPER.valueToTree(golden.get("items"));
        assertThat(items).hasSize(count);
        List<ObjectNode> ours = DefaultRoles.ofKubernetes();
        for (JsonNode item : items) {
            assertThat(ours).anySatisfy(o -> assertThat(o).isEqualTo(item));
        }
    }

    @Test
    void holdNothingBeyondTheReference() {
        assertThat(DefaultRoles.ofKubernetes()).hasSize(31 + 12 + 38 + 38 + 7 + 7);
    }

    /** The reference's file is of a server with all gates on. */
    @Test
    void featuresAddRulesOfTheReference() throws IOException {
        Map<String, Object> golden = new Yaml()
                .load(Files.readString(reference().resolve("rbac").resolve("cluster-roles-featuregates.yaml")));
        JsonNode items = Json.MAPPER.valueToTree(golden.get("items"));
        Features on = Features.parse("GenericWorkload=true,StorageVersionMigrator=true", "");
        List<ObjectNode> roles = DefaultRoles.ofKubernetes(on);
        int added = 0;
        for (ObjectNode role : roles) {
            String name = Metadata.of(role).name();
            for (JsonNode rule : role.path("rules")) {
                if (rule.toString().contains("podgroups") && !name.startsWith("system:controller:")) {
                    JsonNode theirs = items.valueStream()
                            .filter(item -> item.path("metadata")
                                    .path("name")
                                    .asString()
                                    .equals(name))
                            .findFirst()
                            .orElseThrow();
                    assertThat(theirs.path("rules").valueStream()).contains(rule);
                    added++;
                }
            }
        }
        assertThat(added).isEqualTo(4);
        assertThat(roles).hasSize(DefaultRoles.ofKubernetes().size() + 4);
        assertThat(DefaultRoles.objects(on).stream()
                        .filter(o -> Metadata.of(o).name().equals("system:quarterdeck:controllers") && o.has("rules"))
                        .findFirst()
                        .orElseThrow()
                        .toString())
                .contains("storageversionmigrations/status");
    }

    @Test
    void gatherTheRulesOfAggregatedRoles() {
        List<JsonNode> view = rules("view");
        List<JsonNode> edit = rules("edit");
        List<JsonNode> admin = rules("admin");
        assertThat(view).isEqualTo(rules("system:aggregate-to-view"));
        assertThat(edit)
                .containsAll(view)
                .containsAll(rules("system:aggregate-to-edit"))
                .doesNotHaveDuplicates();
        assertThat(admin)
                .containsAll(edit)
                .containsAll(rules("system:aggregate-to-admin"))
                .doesNotHaveDuplicates();
    }

    @Test
    void giveTheOneUserOfAllControllersWhatEachOfThemNeeds() {
        List<JsonNode> own = rules("system:quarterdeck:controllers");
        assertThat(own)
                .containsAll(rules("system:controller:replicaset-controller"))
                .containsAll(rules("system:controller:namespace-controller"))
                .containsAll(rules("system:controller:root-ca-cert-publisher"));
    }

    @Test
    void makeNoComponentASuperuser() {
        assertThat(DefaultRoles.objects())
                .filteredOn(o -> o.toString().contains("system:masters"))
                .extracting(o -> Metadata.of(o).name())
                .containsExactly("cluster-admin");
    }

    private static List<JsonNode> rules(String role) {
        ObjectNode object = DefaultRoles.objects().stream()
                .filter(o -> Metadata.of(o).name().equals(role) && o.has("rules"))
                .findFirst()
                .orElseThrow();
        List<JsonNode> rules = new ArrayList<>();
        object.get("rules").forEach(rules::add);
        return rules;
    }

    static Path reference() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            Path found = dir.resolve("shared/kubernetes-1.36");
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        Assumptions.abort("no shared/kubernetes-1.36 above the working directory");
        throw new AssertionError();
    }
}
