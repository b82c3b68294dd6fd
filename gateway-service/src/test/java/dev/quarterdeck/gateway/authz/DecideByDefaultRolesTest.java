package dev.quarterdeck.gateway.authz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.node.NodeAuthorizer;
import dev.quarterdeck.gateway.authz.node.NodeGraph;
import dev.quarterdeck.gateway.authz.rbac.RbacAuthorizer;
import dev.quarterdeck.gateway.authz.rbac.RbacIndex;
import dev.quarterdeck.gateway.testing.Reference;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The whole authorizer over the reference's default roles and bindings. */
class DecideByDefaultRolesTest {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final List<String> FILES = List.of(
            "cluster-roles",
            "cluster-role-bindings",
            "controller-roles",
            "controller-role-bindings",
            "namespace-roles",
            "namespace-role-bindings");

    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final Authorizer authorizer = new UnionAuthorizer(List.of(
            new SuperuserAuthorizer(),
            new NodeAuthorizer(new NodeGraph(caches)),
            new RbacAuthorizer(new RbacIndex(caches))));
    private final List<ObjectNode> objects = new ArrayList<>();

    @BeforeEach
    void defaults() {
        FILES.forEach(f -> objects.addAll(Reference.items("rbac/" + f + ".yaml")));
        objects.forEach(o ->
                caches.put(new StoredResource(GROUP, o.get("kind").stringValue().toLowerCase(Locale.ROOT) + "s"), o));
    }

    @Test
    void everyRightOfEveryBoundClusterRoleIsGivenToEachOfItsSubjects() {
        int rights = 0;
        for (ObjectNode binding : objects) {
            if (!binding.get("kind").stringValue().equals("ClusterRoleBinding")) {
                continue;
            }
            JsonNode rules = role(binding.at("/roleRef/name").stringValue()).get("rules");
            for (JsonNode subject : binding.path("subjects")) {
                for (JsonNode rule : rules) {
                    rights += checkRule(subject, rule);
                }
            }
        }
        assertThat(rights).isGreaterThan(800);
    }

    private int checkRule(JsonNode subject, JsonNode rule) {
        int rights = 0;
        User user = user(subject);
        for (JsonNode verb : rule.get("verbs")) {
            for (JsonNode path : rule.path("nonResourceURLs")) {
                Attributes request =
                        new Attributes(user, verb.stringValue(), "", "", "", "", "", "", path.stringValue());
                assertThat(authorizer.authorize(request).allowed())
                        .as("%s", request)
                        .isTrue();
                rights++;
            }
            for (JsonNode group : rule.path("apiGroups")) {
                for (JsonNode resource : rule.path("resources")) {
                    String[] parts = resource.stringValue().split("/");
                    String name = rule.path("resourceNames").isEmpty()
                            ? "any"
                            : rule.get("resourceNames").get(0).stringValue();
                    Attributes request = new Attributes(
                            user,
                            verb.stringValue(),
                            group.stringValue(),
                            "v1",
                            parts[0],
                            parts.length > 1 ? parts[1] : "",
                            "any",
                            name,
                            "/");
                    assertThat(authorizer.authorize(request).allowed())
                            .as("%s", request)
                            .isTrue();
                    rights++;
                }
            }
        }
        return rights;
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // nobody sees health and version, and nothing else
                "system:anonymous, system:unauthenticated, get, /healthz, true",
                "system:anonymous, system:unauthenticated, get, /livez, true",
                "system:anonymous, system:unauthenticated, get, /readyz, true",
                "system:anonymous, system:unauthenticated, get, /version, true",
                "system:anonymous, system:unauthenticated, post, /version, false",
                "system:anonymous, system:unauthenticated, get, /livez/ping, false",
                "system:anonymous, system:unauthenticated, get, /metrics, false",
                "system:anonymous, system:unauthenticated, get, /api, false",
                "system:anonymous, system:unauthenticated, get, /apis/apps/v1, false",
                "system:anonymous, system:unauthenticated, get, /openapi/v2, false",
                "system:anonymous, system:unauthenticated, get, /.well-known/openid-configuration, false",
                // who is somebody may look around
                "alice, system:authenticated, get, /api, true",
                "alice, system:authenticated, get, /apis/apps/v1, true",
                "alice, system:authenticated, get, /openapi/v3/api/v1, true",
                "alice, system:authenticated, get, /metrics, false",
                "alice, system:monitoring, get, /metrics, true",
                "system:serviceaccount:ns:app, system:serviceaccounts, get, /.well-known/openid-configuration, true",
                "root, system:masters, get, /metrics, true"
            })
    void pathsOf(String name, String group, String verb, String path, boolean allowed) {
        User user = new User(name, "", List.of(group), Map.of());
        assertThat(authorizer
                        .authorize(new Attributes(user, verb, "", "", "", "", "", "", path))
                        .allowed())
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "system:anonymous, system:unauthenticated, list, -, namespaces, -, false",
                "system:anonymous, system:unauthenticated, create, authorization.k8s.io, selfsubjectaccessreviews, -, false",
                "alice, system:authenticated, create, authorization.k8s.io, selfsubjectaccessreviews, -, true",
                "alice, system:authenticated, create, authentication.k8s.io, selfsubjectreviews, -, true",
                "alice, system:authenticated, create, authorization.k8s.io, subjectaccessreviews, -, false",
                "alice, system:authenticated, list, -, pods, ns, false",
                "system:kube-scheduler, system:authenticated, create, -, pods/binding, ns, true",
                "system:kube-scheduler, system:authenticated, delete, -, pods, ns, true",
                "system:kube-scheduler, system:authenticated, get, -, secrets, ns, false",
                "system:kube-scheduler, system:authenticated, update, coordination.k8s.io, leases, kube-system, true",
                "system:kube-controller-manager, system:authenticated, create, -, serviceaccounts/token, ns, true",
                "system:kube-controller-manager, system:authenticated, create, apps, replicasets, ns, false",
                "system:serviceaccount:kube-system:deployment-controller, system:serviceaccounts, create, apps, replicasets, ns, true",
                "system:serviceaccount:kube-system:deployment-controller, system:serviceaccounts, get, -, secrets, ns, false",
                "system:serviceaccount:ns:deployment-controller, system:serviceaccounts, create, apps, replicasets, ns, false",
                "system:kube-proxy, system:authenticated, list, discovery.k8s.io, endpointslices, -, true",
                "system:node:n1, system:authenticated, list, -, services, -, false",
                "root, system:masters, delete, -, namespaces, -, true"
            })
    void resourcesOf(
            String name,
            String group,
            String verb,
            String apiGroup,
            String resource,
            String namespace,
            boolean allowed) {
        User user = new User(name, "", List.of(group), Map.of());
        String[] parts = resource.split("/");
        Attributes request = new Attributes(
                user,
                verb,
                apiGroup == null ? "" : apiGroup,
                "v1",
                parts[0],
                parts.length > 1 ? parts[1] : "",
                namespace == null ? "" : namespace,
                "",
                "/");
        assertThat(authorizer.authorize(request).allowed()).isEqualTo(allowed);
    }

    @Test
    void refusalsAreInTheReferencesWords() {
        User node = new User("system:node:n1", "", List.of("system:nodes", "system:authenticated"), Map.of());
        Attributes secret = new Attributes(node, "get", "", "v1", "secrets", "", "ns", "s", "/");
        assertThat(Forbidden.of(secret, authorizer.authorize(secret).reason()).getMessage())
                .isEqualTo(
                        "secrets \"s\" is forbidden: User \"system:node:n1\" cannot get resource \"secrets\" in API group \"\" in the namespace \"ns\": no relationship found between node 'n1' and this object");
        Attributes path = new Attributes(User.ANONYMOUS, "get", "", "", "", "", "", "", "/metrics");
        assertThat(Forbidden.of(path, authorizer.authorize(path).reason()).getMessage())
                .isEqualTo("forbidden: User \"system:anonymous\" cannot get path \"/metrics\"");
        Attributes scale = new Attributes(User.ANONYMOUS, "update", "apps", "v1", "deployments", "scale", "", "", "/");
        assertThat(Forbidden.of(scale, "").getMessage())
                .isEqualTo(
                        "deployments.apps is forbidden: User \"system:anonymous\" cannot update resource \"deployments/scale\" in API group \"apps\" at the cluster scope");
    }

    private ObjectNode role(String name) {
        return objects.stream()
                .filter(o -> o.get("kind").stringValue().equals("ClusterRole")
                        && Metadata.of(o).name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static User user(JsonNode subject) {
        String name = subject.get("name").stringValue();
        return switch (subject.get("kind").stringValue()) {
            case "Group" -> new User("somebody", "", List.of(name), Map.of());
            case "ServiceAccount" ->
                new User(
                        "system:serviceaccount:" + subject.get("namespace").stringValue() + ":" + name,
                        "",
                        List.of(),
                        Map.of());
            default -> new User(name, "", List.of(), Map.of());
        };
    }
}
