package dev.quarterdeck.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As {@link BoundWritesSimulationTest}: volumes, tokens, certificates, addresses and claims that make no sense, objects edited behind their owners' backs, refusals. */
class BoundRepairsSimulationTest {
    private static final String NONSENSE = """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: lost, namespace: default, annotations: {pv.kubernetes.io/bind-completed: "yes"}}
            spec: {volumeName: gone, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: foreign, namespace: default}
            spec: {volumeName: pv, storageClassName: a, accessModes: [ReadWriteOnce], resources: {requests: {storage: many}}}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: grows, namespace: default}
            spec: {volumeName: pv, storageClassName: a, accessModes: [ReadWriteOnce], resources: {requests: {storage: 9Gi}}}
            status: {phase: Bound, capacity: {storage: 1Gi}}
            ---
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: pv, finalizers: [example.com/never], deletionTimestamp: "2026-01-01T00:00:00Z"}
            spec:
              capacity: {storage: 1Gi}
              accessModes: [ReadWriteOnce]
              persistentVolumeReclaimPolicy: Sometimes
              claimRef: {namespace: default, name: other, uid: gone}
              csi: {driver: d.example.com, volumeHandle: h}
            ---
            apiVersion: storage.k8s.io/v1
            kind: VolumeAttachment
            metadata: {name: odd}
            spec: {attacher: d.example.com, nodeName: nowhere, source: {persistentVolumeName: gone}}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: bootstrap-token-abcdef, namespace: kube-system}
            type: bootstrap.kubernetes.io/token
            data: {token-id: "%%%", expiration: "%%%"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cluster-info, namespace: kube-public}
            data: {kubeconfig: "{", jws-kubeconfig-: x}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: kube-apiserver-legacy-service-account-token-tracking, namespace: kube-system}
            data: {since: yesterday}
            ---
            apiVersion: certificates.k8s.io/v1
            kind: CertificateSigningRequest
            metadata: {name: odd}
            spec: {request: aGVsbG8=, signerName: kubernetes.io/kubelet-serving, usages: [], username: nobody}
            status: {conditions: [{type: Approved, status: "True", reason: r, message: m}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: ServiceCIDR
            metadata: {name: odd}
            spec: {cidrs: ["300.0.0.0/8", "10.0.0.0/99"]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: IPAddress
            metadata: {name: 10.0.0.1, labels: {ipaddress.kubernetes.io/managed-by: ipallocator.k8s.io}}
            spec: {parentRef: {resource: services, namespace: default, name: odd}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: odd, namespace: default}
            spec: {type: ClusterIP, clusterIP: 300.1.2.3, clusterIPs: [300.1.2.3], ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Endpoints
            metadata: {name: odd, namespace: default}
            subsets: [{addresses: [{ip: nowhere}], ports: [{port: 80}]}]
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: odd, namespace: default}
            spec: {hard: {count/widgets.example.com: "3", pods: "2"}, scopes: [Sometimes]}
            ---
            apiVersion: resource.k8s.io/v1
            kind: ResourceClaim
            metadata: {name: odd, namespace: default, finalizers: [resource.kubernetes.io/delete-protection]}
            spec: {}
            status: {reservedFor: [{resource: pods, name: gone, uid: gone}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: odd, namespace: default}
            spec:
              nodeName: nowhere
              containers: [{name: c, image: i}]
              resourceClaims: [{name: r, resourceClaimTemplateName: gone}]
              volumes: [{name: v, persistentVolumeClaim: {claimName: lost}}, {name: e, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}}]
            ---
            apiVersion: v1
            kind: Node
            metadata: {name: odd, annotations: {volumes.kubernetes.io/controller-managed-attach-detach: "true"}}
            spec: {podCIDR: nowhere, taints: [{key: node.kubernetes.io/out-of-service, effect: NoExecute}]}
            status: {volumesAttached: [{name: kubernetes.io/csi/d^h, devicePath: ""}, {name: odd, devicePath: ""}], volumesInUse: [odd]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: odd, labels: {of: itself}}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {of: itself}}]}
            """;

    @Test
    void whatMakesNoSense() {
        SimulatedCluster cluster = BoundWritesSimulationTest.load(BoundWritesSimulationTest.cluster(1), NONSENSE);
        BoundWritesSimulationTest.bounded(cluster.converge());
    }

    private static <T extends HasMetadata> void edit(
            SimulatedCluster cluster, Class<T> type, String namespace, Consumer<T> change) {
        for (T object : cluster.get(() -> cluster.api.list(type, namespace))) {
            change.accept(object);
            cluster.quietly(() -> cluster.api.update(object));
        }
    }

    /** All that controllers made is changed by hand: they put it right, or leave it, and then are quiet. */
    @Test
    void whatIsEditedBehindItsOwnersBack() {
        SimulatedCluster cluster = BoundWritesSimulationTest.cluster(2);
        BoundWritesSimulationTest.load(cluster, BoundWritesSimulationTest.workload("Deployment", "c", "replicas: 2"));
        BoundWritesSimulationTest.load(cluster, """
                apiVersion: v1
                kind: Namespace
                metadata: {name: default}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: default}
                spec: {selector: {app: x}, ports: [{port: 80}]}
                ---
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: pv}
                spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], storageClassName: a}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: default}
                spec: {storageClassName: a, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        cluster.converge();
        edit(cluster, ReplicaSet.class, "default", s -> s.getSpec().setReplicas(7));
        edit(cluster, Pod.class, "default", p -> p.getMetadata().setLabels(Map.of("app", "y")));
        edit(cluster, EndpointSlice.class, "default", s -> s.setEndpoints(List.of()));
        edit(cluster, ConfigMap.class, "default", m -> m.setData(Map.of("ca.crt", "mine")));
        edit(cluster, Node.class, "", n -> n.getMetadata().setAnnotations(Map.of()));
        edit(cluster, PersistentVolume.class, "", v -> v.getSpec().getClaimRef().setUid("another"));
        edit(cluster, PersistentVolumeClaim.class, "default", c -> c.getStatus().setPhase("Pending"));
        BoundWritesSimulationTest.bounded(cluster.converge()).expectPods("x", 2);
        assertThat(cluster.get(() -> cluster.api.list(EndpointSlice.class, "default")))
                .anySatisfy(s -> assertThat(s.getEndpoints()).hasSize(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/volumeattachments", "/persistentvolume", "/endpointslices", "/nodes"})
    void aServerThatRefusesWhatVolumesNodesAndServicesNeed(String path) {
        SimulatedCluster cluster = BoundWritesSimulationTest.cluster(3);
        cluster.server.failWhen(request -> !request.method().equals("GET")
                        && request.pathAndQuery().contains(path)
                        && !request.method().equals("POST")
                        && !request.pathAndQuery().endsWith("/status")
                ? Optional.of(new ApiException(StatusReason.FORBIDDEN, "no", ApiException.Details.NONE))
                : Optional.empty());
        BoundWritesSimulationTest.load(cluster, NONSENSE);
        BoundWritesSimulationTest.bounded(cluster.converge());
    }

    @Test
    void aClockThatIsSetBack() {
        SimulatedCluster cluster = BoundWritesSimulationTest.cluster(4);
        BoundWritesSimulationTest.load(cluster, BoundWritesSimulationTest.workload("Deployment", "c", "replicas: 2"));
        BoundWritesSimulationTest.load(cluster, NONSENSE);
        cluster.converge();
        cluster.time.stepClock(Duration.ofDays(-7));
        BoundWritesSimulationTest.bounded(cluster.converge()).expectPods("x", 2);
    }
}
