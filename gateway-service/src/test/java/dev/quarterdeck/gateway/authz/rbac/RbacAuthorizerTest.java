package dev.quarterdeck.gateway.authz.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stream.cache.LiveCatalog;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RbacAuthorizerTest {
    private static final StoredResource ROLES = new StoredResource(RbacIndex.GROUP, "roles");
    private static final StoredResource CLUSTER_ROLES = new StoredResource(RbacIndex.GROUP, "clusterroles");
    private static final StoredResource BINDINGS = new StoredResource(RbacIndex.GROUP, "rolebindings");
    private static final StoredResource CLUSTER_BINDINGS = new StoredResource(RbacIndex.GROUP, "clusterrolebindings");

    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final RbacAuthorizer authorizer = new RbacAuthorizer(new RbacIndex(caches));

    /** One rule, one request: verb, group, resource[/sub], name. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "get | | pods |, get, -, pods, -, -, true",
                "get | | pods |, list, -, pods, -, -, false",
                "get | | pods |, get, apps, pods, -, -, false",
                "get | | pods |, get, -, pods, log, -, false",
                "get | | pods/log |, get, -, pods, log, -, true",
                "get | | pods/log |, get, -, pods, -, -, false",
                "get | | pods/* |, get, -, pods, log, -, false",
                "update | | */scale |, update, -, deployments, scale, -, true",
                "update | | */scale |, update, -, deployments, -, -, false",
                "update | | */scale |, update, -, deployments, status, -, false",
                "* | * | * |, delete, apps, deployments, -, web, true",
                "* | * | * |, get, -, pods, exec, web, true",
                "get | | secrets | a, get, -, secrets, -, a, true",
                "get | | secrets | a, get, -, secrets, -, b, false",
                "list | | secrets | a, list, -, secrets, -, -, false",
                "get | | podsx |, get, -, pods, x, -, false",
                "get | | p |, get, -, pods, -, -, false"
            })
    void aRuleMatchesByVerbGroupResourceAndName(
            String rule, String verb, String group, String resource, String sub, String name, boolean allowed) {
        String[] r = rule.split("\\|", -1);
        caches.put(CLUSTER_ROLES, """
                {"metadata":{"name":"r"},"rules":[{"verbs":["%s"],"apiGroups":["%s"],"resources":["%s"],"resourceNames":[%s]}]}
                """.formatted(
                        r[0].strip(), r[1].strip(), r[2].strip(), r[3].isBlank() ? "" : "\"" + r[3].strip() + "\""));
        caches.put(CLUSTER_BINDINGS, clusterBinding("b", "r", user("alice")));
        Attributes request = new Attributes(
                who("alice", "g"), verb, text(group), "v1", resource, text(sub), "ns", text(name), "/ignored");
        assertThat(authorizer.authorize(request).allowed()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "/healthz, /healthz, true",
        "/healthz, /healthz/etcd, false",
        "/healthz/*, /healthz/etcd, true",
        "/healthz/*, /healthz, false",
        "/version*, /version, true",
        "*, /anything/at/all, true",
        "/api, /apis, false"
    })
    void aPathMatchesExactlyOrBelowAStar(String mine, String path, boolean allowed) {
        caches.put(CLUSTER_ROLES, """
                {"metadata":{"name":"r"},"rules":[{"verbs":["get"],"nonResourceURLs":["%s"]}]}""".formatted(mine));
        caches.put(CLUSTER_BINDINGS, clusterBinding("b", "r", group("g")));
        assertThat(authorizer.authorize(path("get", path)).allowed()).isEqualTo(allowed);
        assertThat(authorizer.authorize(path("post", path)).allowed()).isFalse();
    }

    @Test
    void aRuleForPathsSaysNothingAboutResourcesAndTheOtherWayRound() {
        caches.put(CLUSTER_ROLES, """
                {"metadata":{"name":"paths"},"rules":[{"verbs":["*"],"nonResourceURLs":["*"]}]}""");
        caches.put(CLUSTER_ROLES, """
                {"metadata":{"name":"resources"},"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}""");
        caches.put(CLUSTER_BINDINGS, clusterBinding("b1", "paths", user("paths")));
        caches.put(CLUSTER_BINDINGS, clusterBinding("b2", "resources", user("resources")));
        assertThat(allows("paths", "get", "pods", "ns")).isFalse();
        assertThat(allows("resources", "get", "pods", "ns")).isTrue();
        Attributes path = new Attributes(who("resources"), "get", "", "", "", "", "", "", "/metrics");
        assertThat(authorizer.authorize(path).allowed()).isFalse();
    }

    @Test
    void aRoleBindingGrantsInItsNamespaceOnlyEvenAClusterRole() {
        caches.put(CLUSTER_ROLES, podReader("reader", ""));
        caches.put(BINDINGS, binding("b", "here", "ClusterRole", "reader", user("alice")));
        assertThat(allows("alice", "get", "pods", "here")).isTrue();
        assertThat(allows("alice", "get", "pods", "there")).isFalse();
        assertThat(allows("alice", "get", "pods", "")).isFalse();
        assertThat(allows("bob", "get", "pods", "here")).isFalse();
    }

    @Test
    void aRoleIsLookedUpInTheNamespaceOfItsBinding() {
        caches.put(ROLES, podReader("reader", "there"));
        caches.put(BINDINGS, binding("b", "here", "Role", "reader", user("alice")));
        assertThat(allows("alice", "get", "pods", "here")).isFalse();
        caches.put(ROLES, podReader("reader", "here"));
        assertThat(allows("alice", "get", "pods", "here")).isTrue();
    }

    @Test
    void serviceAccountsAreUsersAndDefaultToTheNamespaceOfTheBinding() {
        caches.put(CLUSTER_ROLES, podReader("reader", ""));
        caches.put(
                BINDINGS,
                binding("b", "here", "ClusterRole", "reader", "{\"kind\":\"ServiceAccount\",\"name\":\"app\"}"));
        assertThat(allows("system:serviceaccount:here:app", "get", "pods", "here"))
                .isTrue();
        assertThat(allows("system:serviceaccount:there:app", "get", "pods", "here"))
                .isFalse();
    }

    @Test
    void changesCountAtOnce() {
        caches.put(CLUSTER_ROLES, podReader("reader", ""));
        caches.put(CLUSTER_BINDINGS, clusterBinding("b", "reader", user("alice"), group("team")));
        assertThat(allows("alice", "get", "pods", "ns")).isTrue();
        caches.put(CLUSTER_BINDINGS, clusterBinding("b", "reader", user("bob")));
        assertThat(allows("alice", "get", "pods", "ns")).isFalse();
        assertThat(allows("bob", "get", "pods", "ns")).isTrue();
        caches.put(CLUSTER_ROLES, """
                {"metadata":{"name":"reader"},"rules":[]}""");
        assertThat(allows("bob", "get", "pods", "ns")).isFalse();
        caches.put(CLUSTER_ROLES, podReader("reader", ""));
        assertThat(allows("bob", "get", "pods", "ns")).isTrue();
        caches.delete(CLUSTER_BINDINGS, new ObjectKey("", "b"));
        assertThat(allows("bob", "get", "pods", "ns")).isFalse();
    }

    @Test
    void aCacheThatIsFilledAnewReplacesWhatWasKnown() {
        caches.put(CLUSTER_ROLES, podReader("reader", ""));
        caches.put(CLUSTER_BINDINGS, clusterBinding("old", "reader", user("alice")));
        caches.fill(
                CLUSTER_BINDINGS,
                List.of(dev.quarterdeck.kube.object.Json.read(
                        clusterBinding("new", "reader", user("bob")).getBytes())));
        assertThat(allows("alice", "get", "pods", "ns")).isFalse();
        assertThat(allows("bob", "get", "pods", "ns")).isTrue();
    }

    @Test
    void theReasonNamesTheBindingOrTheRoleThatIsMissing() {
        caches.put(CLUSTER_ROLES, podReader("reader", ""));
        caches.put(BINDINGS, binding("b", "here", "ClusterRole", "reader", user("alice")));
        assertThat(authorizer.authorize(request("alice", "get", "pods", "here")).reason())
                .isEqualTo("RBAC: allowed by RoleBinding \"b/here\" of ClusterRole \"reader\" to User \"alice\"");
        assertThat(authorizer
                        .authorize(request("alice", "list", "pods", "here"))
                        .reason())
                .isEmpty();
        caches.put(CLUSTER_BINDINGS, clusterBinding("c", "nothing", user("alice")));
        assertThat(authorizer
                        .authorize(request("alice", "list", "pods", "here"))
                        .reason())
                .isEqualTo("RBAC: clusterrole.rbac.authorization.k8s.io \"nothing\" not found");
    }

    @Test
    void nothingIsDecidedBeforeRolesAreKnown() {
        FakeResourceCaches late = new FakeResourceCaches();
        ResourceCaches unfilled = new ResourceCaches() {
            @Override
            public ResourceCache cache(StoredResource resource) {
                return late.unfilled(resource);
            }

            @Override
            public LiveCatalog catalog() {
                return late.catalog();
            }

            @Override
            public void close() {}
        };
        RbacAuthorizer waiting = new RbacAuthorizer(new RbacIndex(unfilled));
        assertThatThrownBy(() -> waiting.authorize(request("alice", "get", "pods", "ns")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(503));
        for (StoredResource r : List.of(ROLES, CLUSTER_ROLES, BINDINGS, CLUSTER_BINDINGS)) {
            late.fill(r, List.of());
        }
        assertThat(waiting.authorize(request("alice", "get", "pods", "ns")).allowed())
                .isFalse();
    }

    private boolean allows(String user, String verb, String resource, String namespace) {
        return authorizer.authorize(request(user, verb, resource, namespace)).allowed();
    }

    private static Attributes request(String user, String verb, String resource, String namespace) {
        return new Attributes(who(user, "system:authenticated"), verb, "", "v1", resource, "", namespace, "", "");
    }

    private static Attributes path(String verb, String path) {
        return new Attributes(who("alice", "g"), verb, "", "", "", "", "", "", path);
    }

    private static User who(String name, String... groups) {
        return new User(name, "", List.of(groups), Map.of());
    }

    private static String user(String name) {
        return "{\"kind\":\"User\",\"name\":\"" + name + "\"}";
    }

    private static String group(String name) {
        return "{\"kind\":\"Group\",\"name\":\"" + name + "\"}";
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static String podReader(String name, String namespace) {
        return """
                {"metadata":{"name":"%s","namespace":"%s"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}""".formatted(name, namespace);
    }

    private static String clusterBinding(String name, String role, String... subjects) {
        return binding(name, "", "ClusterRole", role, subjects);
    }

    private static String binding(String name, String namespace, String kind, String role, String... subjects) {
        return """
                {"metadata":{"name":"%s","namespace":"%s"},"roleRef":{"kind":"%s","name":"%s"},"subjects":[%s]}""".formatted(name, namespace, kind, role, String.join(",", subjects));
    }
}
