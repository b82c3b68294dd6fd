package dev.quarterdeck.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What people do with kubectl on a day, with each version that is there. */
@ExtendWith(SharedCluster.class)
@ParameterizedClass
@MethodSource("programs")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WorkWithKubectlIT {
    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {app: web}}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - {name: web, image: "example.com/web:1", ports: [{containerPort: 80}]}
            """;
    private static final String GADGETS = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: NAMES.kubectl.example.com}
            spec:
              group: kubectl.example.com
              scope: Namespaced
              names: {plural: NAMES, singular: NAME, kind: NAME}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec: {type: object, properties: {replicas: {type: integer, description: How many}}}
                      status: {type: object, properties: {replicas: {type: integer}}}
            """;

    private final Path program;

    WorkWithKubectlIT(Path program) {
        this.program = program;
    }

    static List<Path> programs() {
        List<Path> found = KubectlProgram.found();
        if (found.isEmpty() && "1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"))) {
            throw new AssertionError("required here, and missing: kubectl");
        }
        Assumptions.assumeFalse(found.isEmpty(), "needs kubectl on the path");
        return found;
    }

    private KubectlProgram in(RunningCluster cluster, String name) {
        String namespace = name + "-" + KubectlProgram.found().indexOf(program);
        KubectlProgram kubectl = new KubectlProgram(program, cluster, namespace);
        kubectl.run("create", "namespace", namespace);
        return kubectl;
    }

    @Test
    void deployAndChangeAnApplication(RunningCluster cluster) {
        KubectlProgram kubectl = in(cluster, "deploy");
        assertThat(kubectl.run("version", "-o", "yaml")).contains("serverVersion", "minor: \"36\"");
        kubectl.apply(WEB);
        kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
        assertThat(kubectl.run("get", "pods", "-l", "app in (web),!other", "-o", "name")
                        .lines())
                .hasSize(2);
        assertThat(kubectl.run(
                                "get",
                                "pods",
                                "--field-selector",
                                "status.phase=Running",
                                "--chunk-size=1",
                                "--no-headers")
                        .lines())
                .hasSize(2);
        assertThat(kubectl.run("get", "deployment", "web")).containsPattern("web +2/2 +2 +2");

        kubectl.run("scale", "deployment/web", "--replicas=3", "--current-replicas=2");
        assertThat(kubectl.refusal("", "scale", "deployment/web", "--replicas=4", "--current-replicas=2"))
                .contains("Expected replicas to be 2, was 3");
        kubectl.run("set", "image", "deployment/web", "web=example.com/web:2");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
        kubectl.run("rollout", "undo", "deployment/web");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
        assertThat(kubectl.run("get", "deployment", "web", "-o", "jsonpath={..image}"))
                .isEqualTo("example.com/web:1");
        assertThat(kubectl.run("rollout", "history", "deployment/web")).contains("2", "3");
        kubectl.run("rollout", "restart", "deployment/web");
        kubectl.run("wait", "--for=condition=Available", "--timeout=60s", "deployment/web");

        kubectl.run("expose", "deployment/web", "--port=80");
        kubectl.await(
                names -> names.contains("service/web") && names.contains("endpointslice"),
                "get",
                "svc,endpointslices",
                "-o",
                "name");
        assertThat(kubectl.run("describe", "deployment/web")).contains("ScalingReplicaSet", "RollingUpdate");
        assertThat(kubectl.run("events", "--for", "deployment/web")).contains("ScalingReplicaSet");
        kubectl.run("autoscale", "deployment/web", "--min=1", "--max=3", "--cpu-percent=50");
        kubectl.run("create", "pdb", "web", "--selector=app=web", "--min-available=1");
        kubectl.run("delete", "all,hpa,pdb", "--all", "--timeout=60s");
    }

    @Test
    void applyPatchAndEdit(RunningCluster cluster) throws IOException {
        KubectlProgram kubectl = in(cluster, "apply");
        kubectl.apply(WEB);
        assertThat(kubectl.apply(WEB)).endsWith("unchanged");
        assertThat(kubectl.attempt(WEB.replace("web:1", "web:2"), "diff", "-f", "-"))
                .satisfies(d -> assertThat(d.code()).isEqualTo(1))
                .satisfies(d -> assertThat(d.out()).contains("+      - image: example.com/web:2"));
        assertThat(kubectl.runWith(WEB, "apply", "--server-side", "--field-manager=other", "-f", "-"))
                .endsWith("serverside-applied");
        assertThat(kubectl.refusal(
                        WEB.replace("web:1", "web:2"), "apply", "--server-side", "--field-manager=third", "-f", "-"))
                .contains("Apply failed with", "conflict");
        kubectl.runWith(
                WEB.replace("web:1", "web:2"),
                "apply",
                "--server-side",
                "--force-conflicts",
                "--field-manager=third",
                "-f",
                "-");
        assertThat(kubectl.run("get", "deployment", "web", "-o", "yaml", "--show-managed-fields"))
                .contains("manager: third", "operation: Apply");

        kubectl.run(
                "patch",
                "deployment",
                "web",
                "-p",
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"web\",\"tty\":true}]}}}}");
        kubectl.run(
                "patch", "deployment", "web", "--type=merge", "-p", "{\"metadata\":{\"labels\":{\"merge\":\"yes\"}}}");
        kubectl.run(
                "patch",
                "deployment",
                "web",
                "--type=json",
                "-p",
                "[{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":2},{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":1}]");
        assertThat(kubectl.run(
                        "get",
                        "deployment",
                        "web",
                        "-o",
                        "jsonpath={.spec.replicas} {.metadata.labels.merge} {..tty} {..image}"))
                .isEqualTo("1 yes true example.com/web:2");
        kubectl.run("label", "deployment", "web", "merge-", "tier=front");
        kubectl.run("annotate", "deployment", "web", "note=a b");

        Path editor = Files.writeString(
                cluster.home().resolve("editor"), "#!/bin/sh\nsed -i 's/note: a b/note: edited/' \"$1\"\n");
        assertThat(editor.toFile().setExecutable(true)).isTrue();
        ProcessBuilder edit = kubectl.builder("edit", "deployment", "web");
        edit.environment().put("KUBE_EDITOR", editor.toString());
        assertThat(Program.run(edit, "").out()).contains("edited");
        assertThat(kubectl.run("get", "deployment", "web", "-o", "jsonpath={.metadata.annotations.note}"))
                .isEqualTo("edited");

        assertThat(kubectl.refusal(WEB.replace("replicas: 2", "replicsa: 2"), "create", "-f", "-"))
                .contains("unknown field \"spec.replicsa\"");
        assertThat(kubectl.refusal(WEB.replace("app: web}", "app: other}"), "replace", "-f", "-"))
                .contains("field is immutable");

        Path base = Files.createDirectories(cluster.home().resolve("kustomization"));
        Files.writeString(base.resolve("web.yaml"), WEB);
        Files.writeString(base.resolve("kustomization.yaml"), "resources: [web.yaml]\nnameSuffix: -k\n");
        assertThat(kubectl.run("apply", "-k", base.toString())).contains("web-k created");
        assertThat(kubectl.runWith(WEB, "apply", "-f", "-", "--dry-run=server", "-o", "name"))
                .isEqualTo("deployment.apps/web");
        assertThat(kubectl.runWith(
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept, labels: {app: web}}\n",
                        "apply",
                        "--prune",
                        "-l",
                        "app=web",
                        "--prune-allowlist=apps/v1/Deployment",
                        "-f",
                        "-"))
                .contains("deployment.apps/web-k pruned");
    }

    @Test
    void runJobsToTheirEnd(RunningCluster cluster) {
        KubectlProgram kubectl = in(cluster, "jobs");
        kubectl.run("create", "job", "once", "--image=example.com/tool:1", "--", "sh", "-c", "exit 0");
        kubectl.run("wait", "--for=condition=Complete", "--timeout=60s", "job/once");
        kubectl.run("create", "cronjob", "often", "--image=example.com/tool:1", "--schedule=0 0 1 1 *", "--", "true");
        kubectl.run("create", "job", "now", "--from=cronjob/often");
        kubectl.run("wait", "--for=condition=Complete", "--timeout=60s", "job/now");
        kubectl.run(
                "run",
                "alone",
                "--image=example.com/tool:1",
                "--restart=Never",
                "--command",
                "--",
                "sh",
                "-c",
                "exit 3");
        kubectl.run("wait", "--for=jsonpath={.status.phase}=Failed", "--timeout=60s", "pod/alone");
        assertThat(kubectl.run("logs", "alone"))
                .as("simulated nodes say that nothing ran")
                .contains("This container is simulated");
        kubectl.run("run", "absent", "--image=example.com/tool:does-not-exist");
        kubectl.run(
                "wait",
                "--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=ImagePullBackOff",
                "--timeout=60s",
                "pod/absent");
        assertThat(kubectl.refusal("", "logs", "absent")).contains("is waiting to start: ");
        assertThat(kubectl.refusal("", "exec", "nobody", "--", "true")).contains("pods \"nobody\" not found");
    }

    @Test
    void emptyANode(RunningCluster cluster) {
        KubectlProgram kubectl = in(cluster, "drain");
        String drained = WEB.replace("app: web", "app: drained");
        kubectl.apply(drained.replace("replicas: 2", "replicas: 4"));
        kubectl.run("create", "pdb", "web", "--selector=app=drained", "--min-available=3");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
        try {
            kubectl.run("taint", "node", "node-1", "story=drain:PreferNoSchedule");
            kubectl.run(
                    "drain",
                    "node-1",
                    "--ignore-daemonsets",
                    "--delete-emptydir-data",
                    "--force",
                    "--timeout=90s",
                    "--pod-selector=app=drained");
            assertThat(kubectl.run("get", "node", "node-1")).contains("SchedulingDisabled");
            assertThat(kubectl.run("get", "pods", "--field-selector", "spec.nodeName=node-1", "-o", "name"))
                    .isEmpty();
        } finally {
            kubectl.run("uncordon", "node-1");
            kubectl.run("taint", "node", "node-1", "story-");
        }
        kubectl.run("delete", "deployment", "web", "--timeout=60s");
    }

    @Test
    void watchAndWait(RunningCluster cluster) throws IOException {
        KubectlProgram kubectl = in(cluster, "watch");
        kubectl.run("create", "configmap", "first", "--from-literal=a=b");
        Process watch = kubectl.builder("get", "configmaps", "-w", "--output-watch-events", "-l", "!system")
                .start();
        CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(watch::destroy);
        try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            awaitLine(lines, "first");
            kubectl.run("create", "configmap", "second");
            awaitLine(lines, "second");
            kubectl.run("label", "configmap", "second", "system=1");
            awaitLine(lines, "DELETED");
        } finally {
            watch.destroy();
        }
        Process waiting = kubectl.builder("wait", "--for=delete", "configmap/first", "--timeout=30s")
                .start();
        kubectl.run("delete", "configmap", "first");
        assertThat(waiting.onExit().join().exitValue()).isZero();
    }

    private static void awaitLine(BufferedReader lines, String words) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(words)) {
                return;
            }
        }
        throw new AssertionError("the watch ended without " + words);
    }

    @Test
    void discoverAndExplain(RunningCluster cluster) {
        KubectlProgram kubectl = in(cluster, "explain");
        assertThat(kubectl.run("api-resources", "--verbs=list", "-o", "name").lines())
                .contains("pods", "leases.coordination.k8s.io");
        assertThat(kubectl.run("api-versions")).contains("apps/v1");
        assertThat(kubectl.run("explain", "deployment.spec.strategy.rollingUpdate"))
                .contains("maxSurge");
        assertThat(kubectl.run("get", "--raw", "/readyz?verbose")).contains("readyz check passed");
        assertThat(kubectl.run("cluster-info")).contains("control plane");

        String name = "gadget" + KubectlProgram.found().indexOf(program);
        String definition = GADGETS.replace("NAMES", name + "s").replace("NAME", name);
        kubectl.apply(definition);
        // until it has conditions, kubectl wait refuses to wait for one
        kubectl.await(
                out -> out.contains("Established=True"),
                "get",
                "crd",
                name + "s.kubectl.example.com",
                "-o",
                "jsonpath={range .status.conditions[*]}{.type}={.status} {end}");
        kubectl.apply(
                "apiVersion: kubectl.example.com/v1\nkind: " + name + "\nmetadata: {name: g}\nspec: {replicas: 1}\n");
        kubectl.run("scale", name + "/g", "--replicas=5");
        kubectl.run("patch", name, "g", "--subresource=status", "--type=merge", "-p", "{\"status\":{\"replicas\":4}}");
        assertThat(kubectl.run("get", name, "g", "-o", "jsonpath={.spec.replicas} {.status.replicas}"))
                .isEqualTo("5 4");
        assertThat(kubectl.run("explain", name + ".spec")).contains("How many");
        kubectl.run("delete", "crd", name + "s.kubectl.example.com", "--timeout=60s");
    }

    @Test
    void askForRightsAndTokens(RunningCluster cluster) {
        KubectlProgram kubectl = in(cluster, "rights");
        kubectl.run("create", "serviceaccount", "reader");
        kubectl.run("create", "role", "reads", "--verb=get,list", "--resource=configmaps");
        kubectl.run(
                "create",
                "rolebinding",
                "reads",
                "--role=reads",
                "--serviceaccount=rights-" + KubectlProgram.found().indexOf(program) + ":reader");
        String as = "system:serviceaccount:rights-" + KubectlProgram.found().indexOf(program) + ":reader";
        kubectl.await("yes"::equals, "auth", "can-i", "list", "configmaps", "--as", as);
        assertThat(kubectl.attempt("", "auth", "can-i", "delete", "configmaps", "--as", as)
                        .out())
                .startsWith("no");
        assertThat(kubectl.run("auth", "can-i", "--list", "--as", as)).contains("configmaps");
        String token = kubectl.run("create", "token", "reader", "--duration=10m");
        assertThat(kubectl.run(
                        "auth",
                        "whoami",
                        "--token",
                        token,
                        "-o",
                        "jsonpath={.status.userInfo.username}",
                        "--kubeconfig",
                        anonymous(cluster).toString()))
                .isEqualTo(as);
        assertThat(kubectl.refusal(
                        "",
                        "get",
                        "secrets",
                        "--token",
                        token,
                        "--kubeconfig",
                        anonymous(cluster).toString()))
                .contains("is forbidden: User \"" + as + "\" cannot list resource \"secrets\"");
        kubectl.run("create", "quota", "few", "--hard=configmaps=2");
        kubectl.await("2"::equals, "get", "quota", "few", "-o", "jsonpath={.status.hard.configmaps}");
        kubectl.run("create", "configmap", "one");
        assertThat(kubectl.refusal("", "create", "configmap", "two")).contains("exceeded quota: few");
    }

    /** The kubeconfig without its client certificate, so that a token counts. */
    private static Path anonymous(RunningCluster cluster) {
        try {
            return Files.writeString(
                    cluster.home().resolve("anonymous"),
                    cluster.kubeconfigText().replaceAll("(?m)^ *\"?client-(certificate|key)-data.*\\n", ""));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
