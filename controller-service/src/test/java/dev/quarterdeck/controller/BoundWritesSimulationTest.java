package dev.quarterdeck.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All controllers at once among objects that nobody in his right mind would make: they settle, or try again ever more seldom. */
class BoundWritesSimulationTest {
    /** Of one kind of request for one object within ten minutes. Failures are tried again after 5 ms, then twice as long each time, up to a minute. */
    private static final int MOST = 25;

    static SimulatedCluster cluster(long seed) {
        ControllerSettings settings = new ControllerSettings(
                "test",
                1,
                "10.244.0.0/16",
                24,
                64,
                Duration.ofSeconds(5),
                Duration.ofSeconds(40),
                100,
                null,
                null,
                null,
                null);
        ServedResources served = ServedResources.fixed(BuiltInResources.catalog());
        return new SimulatedCluster(seed)
                .runAll(context -> new Controllers(settings, served, "").create(context))
                .nodes(2);
    }

    static SimulatedCluster load(SimulatedCluster cluster, String yaml) {
        for (String document : yaml.split("---\n")) {
            HasMetadata object = Serialization.unmarshal(document);
            cluster.create(object);
        }
        return cluster;
    }

    static SimulatedCluster bounded(SimulatedCluster cluster) {
        cluster.server.forgetRequests();
        cluster.advance(Duration.ofMinutes(10));
        Map<String, Long> counts = cluster.server.writes().stream()
                .filter(w -> !w.contains("/leases/"))
                .collect(Collectors.groupingBy(w -> w, Collectors.counting()));
        assertThat(counts)
                .allSatisfy((request, count) -> assertThat(count).as(request).isLessThanOrEqualTo(MOST));
        return cluster;
    }

    private static final String POD_TEMPLATE = """
                metadata: {labels: {app: x}}
                spec: {restartPolicy: Always, containers: [{name: c, image: i}]}
            """;

    static String workload(String kind, String name, String more) {
        return """
            apiVersion: apps/v1
            kind: %s
            metadata: {name: %s, namespace: default}
            spec:
              %s
              selector: {matchLabels: {app: x}}
              template:
            %s""".formatted(kind, name, more, POD_TEMPLATE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1})
    void selectorsThatOverlap(long seed) {
        SimulatedCluster cluster = cluster(seed);
        load(cluster, workload("ReplicaSet", "a", "replicas: 2"));
        load(cluster, workload("ReplicaSet", "b", "replicas: 3"));
        load(cluster, workload("Deployment", "c", "replicas: 2"));
        load(cluster, workload("StatefulSet", "d", "replicas: 1"));
        load(cluster, workload("DaemonSet", "e", "minReadySeconds: 0"));
        bounded(cluster.converge()).expectPods("x", 2 + 3 + 2 + 1 + 2);
    }

    @Test
    void whatCannotBeParsedOrFound() {
        SimulatedCluster cluster = load(cluster(1), """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: bad, namespace: default}
                spec:
                  schedule: "61 25 * * nope"
                  jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}
                ---
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: lost, namespace: default}
                spec:
                  schedule: "* * * * *"
                  timeZone: Middle/Earth
                  jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}
                ---
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: none, namespace: default}
                spec:
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: none}
                  maxReplicas: 3
                ---
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: odd, namespace: default}
                spec:
                  maxUnavailable: 1
                  selector: {matchLabels: {app: foreign}}
                ---
                apiVersion: v1
                kind: Pod
                metadata:
                  name: foreign
                  namespace: default
                  labels: {app: foreign}
                  ownerReferences: [{apiVersion: odd.example/v1, kind: Odd, name: gone, uid: u, controller: true}]
                spec: {containers: [{name: c, image: i}]}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: default}
                spec:
                  storageClassName: none
                  accessModes: [ReadWriteOnce]
                  resources: {requests: {storage: 1Gi}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: default}
                spec:
                  selector: {app: foreign}
                  ports: [{port: 80, targetPort: nothing}]
                """);
        bounded(cluster.converge());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pods", "/status", "/replicasets"})
    void aServerThatRefuses(String path) {
        SimulatedCluster cluster = cluster(1);
        load(cluster, workload("ReplicaSet", "a", "replicas: 50"));
        load(cluster, workload("Deployment", "c", "replicas: 2"));
        load(cluster, workload("StatefulSet", "d", "replicas: 3"));
        load(cluster, workload("DaemonSet", "e", "minReadySeconds: 0"));
        cluster.server.failWhen(request -> !request.method().equals("GET")
                        && request.pathAndQuery().endsWith(path)
                        && !request.pathAndQuery().contains("/pods/")
                ? Optional.of(new ApiException(StatusReason.FORBIDDEN, "no", ApiException.Details.NONE))
                : Optional.empty());
        Map<String, Long> most = inTenMinutes(cluster);
        assertThat(most)
                .allSatisfy((request, count) -> assertThat(count).as(request).isLessThanOrEqualTo(4L * MOST));
    }

    /** Four owners make pods by the same request. */
    private static Map<String, Long> inTenMinutes(SimulatedCluster cluster) {
        cluster.advance(Duration.ofMinutes(2));
        cluster.server.forgetRequests();
        cluster.advance(Duration.ofMinutes(10));
        return cluster.server.writes().stream()
                .filter(w -> !w.contains("/leases"))
                .collect(Collectors.groupingBy(w -> w, Collectors.counting()));
    }

    @Test
    void objectsThatAreHalfDeletedOrPaused() {
        SimulatedCluster cluster = cluster(1);
        load(cluster, workload("Deployment", "c", "replicas: 2\n  paused: true"));
        load(cluster, workload("ReplicaSet", "a", "replicas: 2"));
        cluster.converge();
        cluster.sets().forEach(set -> hold(cluster, set));
        cluster.pods().forEach(pod -> hold(cluster, pod));
        bounded(cluster.converge());
    }

    private static void hold(SimulatedCluster cluster, HasMetadata object) {
        object.getMetadata().setFinalizers(List.of(SimulatedCluster.FOREIGN_FINALIZER));
        cluster.quietly(() -> cluster.api.deleteWithGrace(cluster.api.update(object), 0));
    }

    @Test
    void aClockThatJumpsAYear() {
        SimulatedCluster cluster = load(cluster(1), """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: minutely, namespace: default}
                spec:
                  schedule: "0 0 1 1 *"
                  concurrencyPolicy: Forbid
                  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}
                """);
        load(cluster, workload("Deployment", "c", "replicas: 2"));
        cluster.converge();
        cluster.time.advance(Duration.ofDays(365));
        bounded(cluster.converge()).expectPods("x", 2);
    }
}
