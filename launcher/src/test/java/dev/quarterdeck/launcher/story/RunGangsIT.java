package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two Jobs of eight pods that each need all eight nodes for themselves: one runs whole, the other waits whole, and runs when the first has gone with its group. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RunGangsIT {
    private static final String JOB = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: %1$s}
            spec:
              parallelism: 8
              completions: 8
              completionMode: Indexed
              template:
                metadata: {labels: {alone: "yes", of: %1$s}}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 0
                  affinity:
                    podAntiAffinity:
                      requiredDuringSchedulingIgnoredDuringExecution:
                      - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {alone: "yes"}}}
                  containers:
                  - {name: c, image: "registry.k8s.io/pause:3.10", command: [sleep, "100000"]}
            """;

    private LauncherDirectory directory;
    private Kubectl kubectl;

    @BeforeEach
    void prepare() throws IOException {
        directory = LauncherDirectory.create("gangs");
        directory
                .launcher()
                .run(directory.up(
                        "--nodes",
                        "8",
                        "--feature-gates",
                        "GenericWorkload=true,GangScheduling=true,WorkloadWithJob=true",
                        "--runtime-config",
                        "scheduling.k8s.io/v1alpha2=true"));
        kubectl = directory.launcher().kubectl();
    }

    @AfterEach
    void clean() throws IOException {
        if (directory != null) {
            directory.close();
        }
    }

    /** Makes the Job, and gives the name of its group. */
    private String job(String name) {
        kubectl.apply(JOB.formatted(name));
        kubectl.run("wait", "--for=jsonpath={.status.active}=8", "job/" + name, "--timeout=60s");
        return kubectl.run(
                "get",
                "podgroups",
                "-o",
                "jsonpath={.items[?(@.metadata.ownerReferences[0].name==\"" + name + "\")].metadata.name}");
    }

    private void await(String group, boolean scheduled) {
        kubectl.run("wait", "--for=condition=PodGroupScheduled=" + scheduled, "podgroup/" + group, "--timeout=60s");
    }

    private String[] nodesOf(String job) {
        String nodes = kubectl.run("get", "pods", "-l", "of=" + job, "-o", "jsonpath={.items[*].spec.nodeName}")
                .strip();
        return nodes.isEmpty() ? new String[0] : nodes.split(" ");
    }

    @Test
    void oneRunsWholeAndThenTheOther() {
        String first = job("first");
        await(first, true);
        String second = job("second");
        await(second, false);
        assertThat(nodesOf("first")).hasSize(8).doesNotHaveDuplicates();
        assertThat(nodesOf("second")).isEmpty();
        assertThat(kubectl.run("get", "podgroup", second)).contains("Gang").contains("Unschedulable");

        kubectl.run("delete", "job", "first", "--wait=false");
        await(second, true);
        kubectl.run("wait", "--for=delete", "podgroup/" + first, "--timeout=60s");
        kubectl.run("wait", "--for=jsonpath={.status.ready}=8", "job/second", "--timeout=60s");
        assertThat(nodesOf("second")).hasSize(8).doesNotHaveDuplicates();
    }
}
