package dev.quarterdeck.state.bootstrap.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Metadata;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class DefaultRolePlannerTest {
    private final ObjectNode role = named("system:discovery", "rules");
    private final ObjectNode binding = named("system:discovery", "roleRef");

    @Test
    void anAbsentObjectIsWrittenAsItIs() {
        assertThat(DefaultRolePlanner.plan(role, null)).contains(role);
    }

    @Test
    void anEqualObjectIsLeftAlone() {
        assertThat(DefaultRolePlanner.plan(role, role.deepCopy())).isEmpty();
        assertThat(DefaultRolePlanner.plan(binding, binding.deepCopy())).isEmpty();
    }

    @Test
    void addedRulesAndLabelsStay() {
        ObjectNode existing = role.deepCopy();
        existing.withArray("rules").addObject().putArray("verbs").add("get");
        Metadata.of(existing).node().withObject("labels").put("mine", "yes");
        assertThat(DefaultRolePlanner.plan(role, existing)).isEmpty();
    }

    @Test
    void removedRulesComeBack() {
        ObjectNode existing = role.deepCopy();
        ((ArrayNode) existing.get("rules")).removeAll();
        assertThat(DefaultRolePlanner.plan(role, existing)).contains(role);
    }

    @Test
    void removedSubjectsComeBackAndAddedOnesStay() {
        ObjectNode existing = binding.deepCopy();
        existing.putArray("subjects").addObject().put("kind", "User").put("name", "alice");
        assertThat(DefaultRolePlanner.plan(binding, existing).orElseThrow().get("subjects"))
                .hasSize(2);
    }

    @Test
    void aRoleThatOptedOutIsLeftAlone() {
        ObjectNode existing = role.deepCopy();
        ((ArrayNode) existing.get("rules")).removeAll();
        Metadata.of(existing).node().withObject("annotations").put(RoleTable.AUTOUPDATE, "false");
        assertThat(DefaultRolePlanner.plan(role, existing)).isEmpty();
    }

    private static ObjectNode named(String name, String field) {
        return DefaultRoles.objects().stream()
                .filter(o -> Metadata.of(o).name().equals(name) && o.has(field))
                .findFirst()
                .orElseThrow();
    }
}
