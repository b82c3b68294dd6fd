package dev.quarterdeck.state.bootstrap.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.memory.InMemoryObjectStore;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class DefaultRoleBootstrapTest {
    private static final StoredResource ROLES = new StoredResource(RoleTable.GROUP, "clusterroles");

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final AtomicInteger uids = new AtomicInteger();
    private final DefaultRoleBootstrap bootstrap = new DefaultRoleBootstrap(
            store,
            Features.defaults(),
            () -> Instant.parse("2026-11-20T12:00:00.7Z"),
            () -> "uid-" + uids.incrementAndGet());

    @Test
    void theFirstStartWritesAllAndTheNextNothing() {
        assertThat(bootstrap.apply().join())
                .isEqualTo(DefaultRoles.objects().size())
                .isGreaterThan(133);
        assertThat(bootstrap.apply().join()).isZero();
        Metadata written = Metadata.of(role("cluster-admin"));
        assertThat(written.uid()).startsWith("uid-");
        assertThat(written.creationTimestamp()).isEqualTo("2026-11-20T12:00:00Z");
        assertThat(role("admin").get("rules")).isNotEmpty();
    }

    @Test
    void aRoleThatLostItsRulesGetsThemBackAndKeepsItsUid() {
        bootstrap.apply().join();
        CurrentObject before =
                store.get(ROLES, new ObjectKey("", "system:discovery")).join().orElseThrow();
        ObjectNode robbed = Json.read(before.json());
        ((ArrayNode) robbed.get("rules")).removeAll();
        assertThat(store.commit(List.of(new Mutation.Replace(
                                ROLES,
                                before.key(),
                                before.uid(),
                                before.revision(),
                                EncodedObject.of(robbed),
                                Set.of())))
                        .join())
                .isInstanceOf(CommitOutcome.Committed.class);
        assertThat(bootstrap.apply().join()).isEqualTo(1);
        ObjectNode after = role("system:discovery");
        assertThat(after.get("rules")).isNotEmpty();
        assertThat(Metadata.of(after).uid()).isEqualTo(before.uid());
    }

    private ObjectNode role(String name) {
        return Json.read(
                store.get(ROLES, new ObjectKey("", name)).join().orElseThrow().json());
    }
}
