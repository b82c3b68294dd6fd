package dev.quarterdeck.gateway.authz.escalation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.gateway.authz.rbac.RbacAuthorizer;
import dev.quarterdeck.gateway.authz.rbac.RbacIndex;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.kube.codec.ObjectDecoder;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class GrantRightsTest {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final RbacIndex index = new RbacIndex(caches);
    private final FakeState state = new FakeState();
    private final EscalationGuard guard = new EscalationGuard(
            index,
            new RbacAuthorizer(index),
            new ObjectDecoder(SchemaCatalog.builtIn()),
            new ObjectLookup(caches, r -> caches.progressOf(r).thenApply(p -> p.newest())));

    @BeforeEach
    void aliceReadsPodsInNs() {
        put("clusterroles", role("reader", "get,list", "pods"));
        put("clusterroles", role("writer", "get,delete", "pods"));
        put("rolebindings", binding("b", "reader", "alice"));
    }

    @Test
    void aRoleMayHoldWhatItsWriterHolds() {
        create("alice", "roles", role("mine", "get", "pods"));
        assertThat(state.writes).hasSize(1);
    }

    @Test
    void aRoleMayNotHoldMore() {
        assertThatThrownBy(() -> create("alice", "roles", role("mine", "get,delete", "pods,secrets")))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.code()).isEqualTo(403);
                    assertThat(e.getMessage()).isEqualTo("""
                                    roles.rbac.authorization.k8s.io "mine" is forbidden: user "alice" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:
                                    {APIGroups:[""], Resources:["pods"], Verbs:["delete"]}
                                    {APIGroups:[""], Resources:["secrets"], Verbs:["get" "delete"]}""");
                });
        assertThat(state.writes).isEmpty();
    }

    @Test
    void rightsInANamespaceAreNoneInTheCluster() {
        assertThatThrownBy(() -> create("alice", "clusterroles", role("mine", "get", "pods")))
                .hasMessageContaining("not currently held");
    }

    @Test
    void whoMayEscalateMayWriteAnyRole() {
        put("clusterroles", role("escalator", "escalate", GROUP, "roles"));
        put("rolebindings", binding("e", "escalator", "alice"));
        create("alice", "roles", role("mine", "*", "*"));
        put("roles", role("mine", "get", "pods"));
        patch("alice", "roles", "mine", role("mine", "*", "*"));
        assertThat(state.writes).hasSize(2).last().isInstanceOf(WriteRequest.Patch.class);
    }

    @Test
    void superusersMayAnything() {
        write(new WriteRequest.Create(
                type("clusterroles"),
                "",
                "",
                "",
                role("x", "*", "*").getBytes(),
                "application/json",
                caller("root", "system:masters"),
                WriteRequest.Options.NONE));
        assertThat(state.writes).hasSize(1);
    }

    @Test
    void gatheringRolesWantsEveryRight() {
        String gathers = """
                {"metadata":{"name":"g"},"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]},"rules":[]}""";
        assertThatThrownBy(() -> create("alice", "clusterroles", gathers))
                .hasMessageEndingWith("must have cluster-admin privileges to use the aggregationRule");
        put("clusterroles", """
                {"metadata":{"name":"all"},"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]},{"verbs":["*"],"nonResourceURLs":["*"]}]}""");
        put("clusterrolebindings", binding("all", "all", "bob"));
        create("bob", "clusterroles", gathers);
    }

    @Test
    void aBindingMayReferToWhatItsWriterHolds() {
        create("alice", "rolebindings", binding("n", "reader", "carol"));
        assertThatThrownBy(() -> create("alice", "rolebindings", binding("n", "writer", "carol")))
                .hasMessageContaining("rolebindings.rbac.authorization.k8s.io \"n\" is forbidden")
                .hasMessageEndingWith("{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\"]}");
        assertThatThrownBy(() -> create("alice", "rolebindings", binding("n", "nothing", "carol")))
                .hasMessage("rolebindings.rbac.authorization.k8s.io \"nothing\" not found");
    }

    @Test
    void whoMayBindARoleNeedNotHoldIt() {
        put("clusterroles", """
                {"metadata":{"name":"binder"},"rules":[{"verbs":["bind"],"apiGroups":["%s"],"resources":["clusterroles"],"resourceNames":["writer"]}]}""".formatted(GROUP));
        put("rolebindings", binding("e", "binder", "alice"));
        put("clusterroles", role("other", "get", "secrets"));
        create("alice", "rolebindings", binding("n", "writer", "carol"));
        assertThatThrownBy(() -> create("alice", "rolebindings", binding("n", "other", "carol")))
                .hasMessageContaining("not currently held");
    }

    @Test
    void theOutcomeOfAPatchIsWhatCounts() {
        put("roles", role("mine", "get", "pods"));
        assertThatThrownBy(() -> patch("alice", "roles", "mine", role("mine", "get,delete", "pods")))
                .hasMessageContaining("not currently held");
        assertThat(state.writes).isEmpty();
        patch("alice", "roles", "mine", role("mine", "list", "pods"));
        WriteRequest.Update update = (WriteRequest.Update) state.writes.getFirst();
        assertThat(Metadata.of(Json.read(update.body())).resourceVersion())
                .isEqualTo(Metadata.of(object("roles", "mine")).resourceVersion());
    }

    @Test
    void aPatchIsTriedAgainWhereSomebodyWasFaster() {
        put("roles", role("mine", "get", "pods"));
        state.conflicts = 2;
        patch("alice", "roles", "mine", role("mine", "list", "pods"));
        assertThat(state.writes).hasSize(1);
        state.conflicts = 100;
        assertThatThrownBy(() -> patch("alice", "roles", "mine", role("mine", "get", "pods")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(409));
    }

    @Test
    void theGarbageCollectorMayLetGoOfAnyRole() {
        String owned = role("mine", "*", "*").replace("\"metadata\":{", "\"metadata\":{\"finalizers\":[\"x/y\"],");
        put("roles", owned);
        ObjectNode freed = object("roles", "mine");
        Metadata.of(freed).node().remove("finalizers");
        write(new WriteRequest.Update(
                type("roles"),
                "ns",
                "mine",
                "",
                Json.write(freed),
                "application/json",
                caller("alice"),
                WriteRequest.Options.NONE));
        assertThat(state.writes).hasSize(1);
    }

    @Test
    void approvingAndSigningWantTheVerbOnTheSigner() {
        caches.put(new StoredResource("certificates.k8s.io", "certificatesigningrequests"), """
                {"metadata":{"name":"csr"},"spec":{"signerName":"example.org/web"}}""");
        assertThatThrownBy(() -> csr("alice", "approval"))
                .hasMessage(
                        "certificatesigningrequests.certificates.k8s.io \"csr\" is forbidden: user not permitted to approve requests with signerName \"example.org/web\"");
        assertThatThrownBy(() -> csr("alice", "status"))
                .hasMessageEndingWith("user not permitted to sign requests with signerName \"example.org/web\"");
        csr("alice", "");
        put("clusterroles", """
                {"metadata":{"name":"approver"},"rules":[{"verbs":["approve"],"apiGroups":["certificates.k8s.io"],"resources":["signers"],"resourceNames":["example.org/*"]}]}""");
        put("clusterrolebindings", binding("approver", "approver", "alice"));
        csr("alice", "approval");
        assertThatThrownBy(() -> csr("alice", "status")).isInstanceOf(ApiException.class);
        assertThat(state.writes).hasSize(2);
    }

    private void csr(String user, String subresource) {
        write(new WriteRequest.Update(
                BuiltInResources.catalog()
                        .find(new GroupVersionResource("certificates.k8s.io", "v1", "certificatesigningrequests"))
                        .orElseThrow(),
                "",
                "csr",
                subresource,
                new byte[] {'{', '}'},
                "application/json",
                caller(user),
                WriteRequest.Options.NONE));
    }

    @Test
    void otherWritesPassUnseen() {
        ResourceType pods = BuiltInResources.catalog()
                .find(new GroupVersionResource("", "v1", "pods"))
                .orElseThrow();
        write(new WriteRequest.Create(
                pods, "ns", "", "", new byte[] {'?'}, "application/json", caller("alice"), WriteRequest.Options.NONE));
        assertThat(state.writes).hasSize(1);
    }

    private void create(String user, String resource, String object) {
        write(new WriteRequest.Create(
                type(resource),
                type(resource).namespaced() ? "ns" : "",
                "",
                "",
                object.getBytes(),
                "application/json",
                caller(user),
                WriteRequest.Options.NONE));
    }

    /** The fake applies a patch by taking its body for the outcome. */
    private void patch(String user, String resource, String name, String outcome) {
        write(new WriteRequest.Patch(
                type(resource),
                "ns",
                name,
                "",
                outcome.getBytes(),
                "application/merge-patch+json",
                false,
                caller(user),
                WriteRequest.Options.NONE));
    }

    private WriteResult write(WriteRequest request) {
        try {
            return guard.guard(state::write).apply(request).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static Caller caller(String name, String... groups) {
        List<String> all = new ArrayList<>(List.of(groups));
        all.add("system:authenticated");
        return new Caller(name, "", all, Map.of(), "", "");
    }

    private static ResourceType type(String resource) {
        return BuiltInResources.catalog()
                .find(new GroupVersionResource(GROUP, "v1", resource))
                .orElseThrow();
    }

    private void put(String resource, String object) {
        ObjectNode tree = Json.read(object.getBytes());
        if (!type(resource).namespaced()) {
            Metadata.of(tree).set("namespace", null);
        }
        caches.put(new StoredResource(GROUP, resource), tree);
    }

    private ObjectNode object(String resource, String name) {
        return Json.read(caches.get(new StoredResource(GROUP, resource), new ObjectKey("ns", name))
                .json());
    }

    private static String role(String name, String verbs, String resources) {
        return role(name, verbs, "", resources);
    }

    private static String role(String name, String verbs, String group, String resources) {
        return """
                {"metadata":{"name":"%s","namespace":"ns"},"rules":[{"verbs":["%s"],"apiGroups":["%s"],"resources":["%s"]}]}""".formatted(name, verbs.replace(",", "\",\""), group, resources.replace(",", "\",\""));
    }

    private static String binding(String name, String role, String user) {
        return """
                {"metadata":{"name":"%s","namespace":"ns"},"roleRef":{"apiGroup":"%s","kind":"ClusterRole","name":"%s"},"subjects":[{"kind":"User","name":"%s"}]}""".formatted(name, GROUP, role, user);
    }

    /** Notes what is written for good; answers trials with their body. */
    private final class FakeState implements StateClient {
        private final List<WriteRequest> writes = new ArrayList<>();
        private int conflicts;

        @Override
        public CompletableFuture<Long> revisionAt(java.time.Instant time) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Revisions> objectHistory(
                StoredResource resource, ObjectKey key, long before, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<WriteResult> write(WriteRequest request) {
            if (request.options().dryRun() && request instanceof WriteRequest.Patch patch) {
                ObjectNode outcome = Json.read(patch.body());
                Metadata.of(outcome)
                        .set(
                                "resourceVersion",
                                Metadata.of(object(patch.type().gvr().resource(), patch.name()))
                                        .resourceVersion());
                return CompletableFuture.completedFuture(new WriteResult(200, Json.write(outcome), 0, List.of()));
            }
            if (conflicts-- > 0) {
                return CompletableFuture.failedFuture(ApiException.staleUpdate(GROUP, "roles", "mine"));
            }
            writes.add(request);
            return CompletableFuture.completedFuture(new WriteResult(200, new byte[] {'{', '}'}, 1, List.of()));
        }

        @Override
        public CompletableFuture<Optional<Change>> getAt(StoredResource resource, ObjectKey key, long revision) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Page> listAt(
                StoredResource resource, String namespace, long revision, @Nullable ObjectKey after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<List<Change>> history(StoredResource resource, long after, long upTo, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Progress> progressOf(StoredResource resource) {
            return caches.progressOf(resource);
        }
    }
}
