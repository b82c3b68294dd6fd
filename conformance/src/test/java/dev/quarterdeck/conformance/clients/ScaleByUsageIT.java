package dev.quarterdeck.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What pods use, as kubectl shows it, and a Deployment that follows it up and down. */
@ExtendWith(SharedCluster.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ScaleByUsageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String APPLICATION = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: busy}
            spec:
              replicas: 1
              selector: {matchLabels: {app: busy}}
              template:
                metadata: {labels: {app: busy}}
                spec:
                  containers:
                  - {name: web, image: "example.com/web:1", resources: {requests: {cpu: 200m, memory: 64Mi}}}
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: busy}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: busy}
              minReplicas: 1
              maxReplicas: 3
              behavior: {scaleDown: {stabilizationWindowSeconds: 0}}
              metrics:
              - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
            """;

    private static KubectlProgram kubectl(RunningCluster cluster) {
        List<java.nio.file.Path> found = KubectlProgram.found();
        if (found.isEmpty() && "1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"))) {
            throw new AssertionError("required here, and missing: kubectl");
        }
        Assumptions.assumeFalse(found.isEmpty(), "needs kubectl on the path");
        return new KubectlProgram(found.getFirst(), cluster, "usage");
    }

    @Test
    void aLoadThatIsSteeredScalesADeployment(RunningCluster cluster) {
        KubectlProgram kubectl = kubectl(cluster);
        kubectl.run("create", "namespace", "usage");
        kubectl.apply(APPLICATION);
        kubectl.run("rollout", "status", "deployment/busy", "--timeout=120s");

        await(kubectl, "50m", "top", "pods", "--no-headers");
        assertThat(kubectl.run("top", "pods", "--no-headers")).matches("busy-\\S+ +50m +32Mi *");
        assertThat(kubectl.run("top", "pods", "--containers", "--no-headers")).contains(" web ");
        assertThat(kubectl.run("top", "nodes", "--no-headers").lines()).isNotEmpty();
        assertThat(kubectl.run("top", "nodes")).contains("CPU(cores)", "MEMORY(bytes)");
        assertThat(kubectl.run("get", "--raw", "/apis/metrics.k8s.io/v1beta1")).contains("NodeMetrics", "PodMetrics");
        kubectl.run("create", "rolebinding", "viewer", "--clusterrole=view", "--user=ann");
        await(kubectl, "busy", "top", "pods", "--no-headers", "--as=ann");
        assertThat(kubectl.refusal("", "top", "pods", "--as=ben")).contains("pods.metrics.k8s.io is forbidden");

        kubectl.run("annotate", "pods", "-l", "app=busy", "quarterdeck.dev/simulated-cpu=900m");
        await(kubectl, "3", "get", "deployment", "busy", "-o", "jsonpath={.spec.replicas}");
        await(kubectl, "ValidMetricFound", "describe", "hpa", "busy");
        assertThat(kubectl.run("describe", "hpa", "busy")).contains("SuccessfulRescale");

        kubectl.run("rollout", "status", "deployment/busy", "--timeout=120s");
        kubectl.run("annotate", "pods", "-l", "app=busy", "quarterdeck.dev/simulated-cpu=10m", "--overwrite");
        await(kubectl, "1", "get", "deployment", "busy", "-o", "jsonpath={.spec.replicas}");
    }

    /** Until the program says so; kubectl has no such wait for usage. */
    private static void await(KubectlProgram kubectl, String wanted, String... arguments) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Program.Result last = kubectl.attempt("", arguments);
        while (!last.out().contains(wanted)) {
            assertThat(System.nanoTime())
                    .as("still %s %s", last.out(), last.err())
                    .isLessThan(end);
            last = kubectl.attempt("", arguments);
        }
    }
}
