package dev.quarterdeck.gateway.authz.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer.Decision;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAuthorizerTest {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final StoredResource VOLUMES = new StoredResource("", "persistentvolumes");
    private static final StoredResource ATTACHMENTS = new StoredResource("storage.k8s.io", "volumeattachments");
    private static final StoredResource SLICES = new StoredResource("resource.k8s.io", "resourceslices");

    private static final String PV = """
            {"metadata":{"name":"pv1"},"spec":{"claimRef":{"namespace":"ns","name":"data"},
             "csi":{"nodePublishSecretRef":{"namespace":"csi","name":"mount"},"controllerPublishSecretRef":{"namespace":"csi","name":"attach"}}}}""";

    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final NodeAuthorizer authorizer = new NodeAuthorizer(new NodeGraph(caches));

    @BeforeEach
    void aPodThatUsesEverything() {
        caches.put(PODS, pod("n1"));
        caches.put(PODS, """
                {"metadata":{"name":"mirror","namespace":"ns","annotations":{"kubernetes.io/config.mirror":"x"}},
                 "spec":{"nodeName":"n1","volumes":[{"name":"v","secret":{"secretName":"stolen"}}]}}""");
        caches.put(VOLUMES, PV);
        caches.put(VOLUMES, """
                {"metadata":{"name":"free"},"spec":{}}""");
        caches.put(ATTACHMENTS, """
                {"metadata":{"name":"va1"},"spec":{"nodeName":"n1"}}""");
        caches.put(SLICES, """
                {"metadata":{"name":"rs1"},"spec":{"nodeName":"n1"}}""");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // what the pods of a node use
                "n1, get, -, secrets, -, ns, in-volume, true",
                "n1, list, -, secrets, -, ns, in-volume, true",
                "n1, watch, -, secrets, -, ns, in-volume, true",
                "n1, get, -, secrets, -, ns, in-projection, true",
                "n1, get, -, secrets, -, ns, in-env, true",
                "n1, get, -, secrets, -, ns, in-env-from, true",
                "n1, get, -, secrets, -, ns, of-init, true",
                "n1, get, -, secrets, -, ns, pull, true",
                "n1, get, -, configmaps, -, ns, in-volume, true",
                "n1, get, -, configmaps, -, ns, in-projection, true",
                "n1, get, -, configmaps, -, ns, in-env, true",
                "n1, get, -, configmaps, -, ns, in-env-from, true",
                "n1, get, -, persistentvolumeclaims, -, ns, data, true",
                "n1, get, -, persistentvolumeclaims, -, ns, web-scratch, true",
                "n1, patch, -, persistentvolumeclaims, status, ns, data, true",
                "n1, get, -, persistentvolumes, -, -, pv1, true",
                "n1, get, -, secrets, -, csi, mount, true",
                "n1, get, resource.k8s.io, resourceclaims, -, ns, gpu, true",
                "n1, get, -, serviceaccounts, -, ns, app, true",
                "n1, create, -, serviceaccounts, token, ns, app, true",
                "n1, get, storage.k8s.io, volumeattachments, -, -, va1, true",
                "n1, update, resource.k8s.io, resourceslices, -, -, rs1, true",
                "n1, get, -, pods, -, ns, web, true",
                // not what they don't use, and not what others use
                "n1, get, -, secrets, -, ns, other, false",
                "n1, get, -, secrets, -, elsewhere, in-volume, false",
                "n1, list, -, secrets, -, ns, -, false",
                "n1, get, -, secrets, -, ns, stolen, false",
                "n1, get, -, secrets, -, csi, attach, false",
                "n1, update, -, secrets, -, ns, in-volume, false",
                "n1, get, -, persistentvolumes, -, -, free, false",
                "n1, list, -, persistentvolumes, -, -, -, false",
                "n1, create, -, serviceaccounts, token, ns, default, false",
                "n1, create, -, serviceaccounts, -, ns, app, false",
                "n2, get, -, secrets, -, ns, in-volume, false",
                "n2, get, -, configmaps, -, ns, in-env, false",
                "n2, get, -, persistentvolumes, -, -, pv1, false",
                "n2, get, -, pods, -, ns, web, false",
                "n2, create, -, serviceaccounts, token, ns, app, false",
                "n2, get, storage.k8s.io, volumeattachments, -, -, va1, false",
                "n2, delete, resource.k8s.io, resourceslices, -, -, rs1, false",
                // itself
                "n1, get, -, nodes, -, -, n1, true",
                "n1, watch, -, nodes, -, -, n1, true",
                "n1, list, -, nodes, -, -, -, false",
                "n1, get, -, nodes, -, -, n2, false",
                "n1, create, -, nodes, -, -, -, true",
                "n1, patch, -, nodes, status, -, n1, true",
                "n1, delete, -, nodes, -, -, n1, false",
                "n1, get, -, nodes, proxy, -, n1, false",
                "n1, update, coordination.k8s.io, leases, -, kube-node-lease, n1, true",
                "n1, create, coordination.k8s.io, leases, -, kube-node-lease, -, true",
                "n1, update, coordination.k8s.io, leases, -, kube-node-lease, n2, false",
                "n1, update, coordination.k8s.io, leases, -, kube-system, n1, false",
                "n1, list, coordination.k8s.io, leases, -, kube-node-lease, -, false",
                "n1, update, storage.k8s.io, csinodes, -, -, n1, true",
                "n1, get, storage.k8s.io, csinodes, -, -, n2, false",
                // pods, events and what every node may do alike
                "n1, create, -, pods, -, ns, -, true",
                "n1, delete, -, pods, -, ns, mirror, true",
                "n1, update, -, pods, -, ns, web, false",
                "n1, patch, -, pods, status, ns, web, true",
                "n1, create, -, pods, eviction, ns, web, true",
                "n1, create, -, pods, exec, ns, web, false",
                "n1, list, -, pods, -, -, -, false",
                "n1, create, -, events, -, ns, -, true",
                "n1, list, -, services, -, -, -, true",
                "n1, create, authentication.k8s.io, tokenreviews, -, -, -, true",
                "n1, list, node.k8s.io, runtimeclasses, -, -, -, true",
                "n1, list, apps, deployments, -, -, -, false",
                "n1, list, rbac.authorization.k8s.io, clusterroles, -, -, -, false"
            })
    void decides(
            String node, String verb, String group, String resource, String sub, String ns, String name, boolean yes) {
        Attributes request =
                new Attributes(node(node), verb, text(group), "v1", resource, text(sub), text(ns), text(name), "/");
        assertThat(authorizer.authorize(request).allowed()).isEqualTo(yes);
    }

    @ParameterizedTest
    @CsvSource({
        "spec.nodeName=n1, true",
        "'status.phase!=Failed,spec.nodeName=n1', true",
        "spec.nodeName==n1, true",
        "spec.nodeName=n2, false",
        "spec.nodeName!=n1, false",
        "metadata.name=web, false"
    })
    void podsAreListedByNodeNameOnly(String selector, boolean yes) {
        for (String verb : List.of("list", "watch")) {
            Attributes request = new Attributes(node("n1"), verb, "", "v1", "pods", "", "", "", "/", selector);
            assertThat(authorizer.authorize(request).allowed()).isEqualTo(yes);
        }
    }

    @Test
    void aPodOpensItsSecretsWhenItIsBoundAndClosesThemWhenItIsGone() {
        FakeResourceCaches fresh = new FakeResourceCaches();
        NodeAuthorizer node = new NodeAuthorizer(new NodeGraph(fresh));
        Attributes secret = secret("n1", "in-volume");
        fresh.put(PODS, pod(""));
        assertThat(node.authorize(secret).allowed()).isFalse();
        fresh.put(PODS, pod("n1"));
        assertThat(node.authorize(secret).allowed()).isTrue();
        fresh.put(PODS, pod("n1").replace("\"name\":\"web\"", "\"name\":\"web2\""));
        fresh.delete(PODS, new ObjectKey("ns", "web"));
        assertThat(node.authorize(secret).allowed()).isTrue();
        fresh.delete(PODS, new ObjectKey("ns", "web2"));
        assertThat(node.authorize(secret).allowed()).isFalse();
    }

    /** Requests are authorized by other threads than the one that follows volumes. */
    @Test
    void aVolumeThatChangesStaysRelatedAtEveryMoment() throws InterruptedException {
        Attributes volume = new Attributes(node("n1"), "get", "", "v1", "persistentvolumes", "", "", "pv1", "/");
        Attributes secret = new Attributes(node("n1"), "get", "", "v1", "secrets", "", "csi", "mount", "/");
        AtomicBoolean done = new AtomicBoolean();
        Thread changes = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 5_000; i++) {
                caches.put(VOLUMES, PV);
            }
            done.set(true);
        });
        int refused = 0;
        while (!done.get()) {
            refused += authorizer.authorize(volume).allowed() ? 0 : 1;
            refused += authorizer.authorize(secret).allowed() ? 0 : 1;
        }
        changes.join();
        assertThat(refused).isZero();
    }

    @Test
    void aRefusalSaysThatThereIsNoRelationship() {
        Decision decision = authorizer.authorize(secret("n2", "in-volume"));
        assertThat(decision.reason()).isEqualTo("no relationship found between node 'n2' and this object");
    }

    @Test
    void onlyNodesOfTheGroupAreNodes() {
        User pretender = new User("system:node:n1", "", List.of("system:authenticated"), Map.of());
        Attributes request = new Attributes(pretender, "get", "", "v1", "secrets", "", "ns", "in-volume", "/");
        assertThat(authorizer.authorize(request)).isEqualTo(Decision.NO);
        User nameless = new User("system:node:", "", List.of("system:nodes"), Map.of());
        assertThat(authorizer
                        .authorize(new Attributes(nameless, "list", "", "v1", "services", "", "", "", "/"))
                        .allowed())
                .isFalse();
    }

    private static Attributes secret(String node, String name) {
        return new Attributes(node(node), "get", "", "v1", "secrets", "", "ns", name, "/");
    }

    private static User node(String name) {
        return new User("system:node:" + name, "", List.of("system:nodes", "system:authenticated"), Map.of());
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static String pod(String node) {
        return """
                {"metadata":{"name":"web","namespace":"ns"},
                 "spec":{"nodeName":"%s","serviceAccountName":"app","imagePullSecrets":[{"name":"pull"}],
                  "containers":[{"name":"c","env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"in-env"}}},
                                                   {"name":"B","valueFrom":{"configMapKeyRef":{"name":"in-env"}}}],
                                 "envFrom":[{"secretRef":{"name":"in-env-from"}},{"configMapRef":{"name":"in-env-from"}}]}],
                  "initContainers":[{"name":"i","envFrom":[{"secretRef":{"name":"of-init"}}]}],
                  "resourceClaims":[{"name":"g","resourceClaimTemplateName":"t"}],
                  "volumes":[{"name":"s","secret":{"secretName":"in-volume"}},
                             {"name":"c","configMap":{"name":"in-volume"}},
                             {"name":"p","projected":{"sources":[{"secret":{"name":"in-projection"}},{"configMap":{"name":"in-projection"}}]}},
                             {"name":"d","persistentVolumeClaim":{"claimName":"data"}},
                             {"name":"scratch","ephemeral":{}}]},
                 "status":{"resourceClaimStatuses":[{"name":"g","resourceClaimName":"gpu"}]}}""".formatted(node);
    }
}
