package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.embedded.FreePorts;
import dev.quarterdeck.launcher.host.ClusterHost;
import dev.quarterdeck.launcher.host.HostCommand;
import dev.quarterdeck.launcher.host.HostNetwork;
import dev.quarterdeck.node.image.OciImageArchive;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * One command, two hosts, a real application, and what people do with it: the chapters build on each other. Real PostgreSQL, Kafka, containerd, nftables and
 * kubectl.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RunningApplicationStoryIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static Path directory;
    private static Launcher launcher;
    private static Kubectl kubectl;

    @BeforeAll
    static void up() throws IOException {
        RealHost.require();
        directory = Files.createTempDirectory("quarterdeck-story");
        Path home = Files.createDirectory(directory.resolve("home"));
        launcher = new Launcher(directory.resolve("data"), home);
        String port = Integer.toString(FreePorts.find(1).getFirst());
        String said = launcher.run("up", "--nodes", "2", "--runtime", "containerd", "--port", port);
        System.out.println(said);
        assertThat(said).contains("all nodes are Ready").contains("get nodes -o wide");
        kubectl = new Kubectl(home.resolve("kubeconfig"), home);
        for (String tag : List.of("1", "2")) {
            Path image = directory.resolve("web-" + tag + ".tar");
            OciImageArchive.ofBusybox("quarterdeck.local/web:" + tag, Path.of("/bin/busybox"))
                    .writeTo(image);
            launcher.run("image", "import", image.toString());
        }
    }

    @AfterAll
    static void reset() throws IOException {
        if (launcher == null) {
            return;
        }
        String failed = System.getProperty("quarterdeck.keep", "");
        if (failed.isEmpty()) {
            launcher.run("reset", "--yes");
            dev.quarterdeck.embedded.EmbeddedDirectories.delete(directory);
        }
    }

    /** Names of those that are not being deleted. */
    private static final String STAYING =
            "go-template={{range .items}}{{if not .metadata.deletionTimestamp}}{{.metadata.name}} {{end}}{{end}}";

    private static List<String> pods() {
        return List.of(
                kubectl.run("get", "pods", "-l", "app=web", "-o", STAYING).split(" "));
    }

    private static String podOn(String node) {
        String selector = "spec.nodeName=" + node + ",status.phase=Running";
        return kubectl.run("get", "pods", "-l", "app=web", "--field-selector", selector, "-o", STAYING)
                .split(" ")[0];
    }

    /** Pods that are being deleted are gone then. */
    private static void awaitThreePods() {
        kubectl.await(
                SOON,
                names -> names.split(" ").length == 3,
                "get",
                "pods",
                "-l",
                "app=web",
                "-o",
                "jsonpath={.items[*].metadata.name}");
    }

    @Test
    @Order(1)
    void theNodesAreReadyAndUpSaysSoTwice() {
        String nodes = kubectl.run("get", "nodes", "-o", "wide");
        assertThat(nodes)
                .contains("node-1")
                .contains("node-2")
                .doesNotContain("NotReady")
                .contains("10.89.0.2");
        assertThat(launcher.run("up")).contains("already up");
        assertThat(launcher.run("status", "-o", "json"))
                .contains("\"state\" : \"ready\"")
                .contains("\"node-2\" : \"Ready\"");
        assertThat(launcher.run("kubeconfig")).contains("client-certificate-data");
    }

    @Test
    @Order(2)
    void anApplicationRunsOnBothHosts() {
        kubectl.apply(WebApplication.MANIFEST);
        kubectl.run("rollout", "status", "deployment/web", "--timeout=90s");
        String where = kubectl.run("get", "pods", "-l", "app=web", "-o", "jsonpath={.items[*].spec.nodeName}");
        assertThat(where).contains("node-1").contains("node-2");
        assertThat(kubectl.run("get", "deployment", "web")).contains("3/3");
        assertThat(kubectl.run("describe", "pod", pods().getFirst()))
                .contains("Readiness:")
                .contains("Started");
    }

    @Test
    @Order(3)
    void everyPodAnswersByTheNameOfTheServiceFromBothHosts() {
        Set<String> expected = new TreeSet<>(pods());
        for (String node : List.of("node-1", "node-2")) {
            // Not wget's own -T: a static busybox of Debian 12 crashes with it.
            String script = "for i in $(seq 40); do timeout 5 wget -qO- http://web.default.svc.cluster.local; done";
            Set<String> answered = new TreeSet<>(kubectl.run("exec", podOn(node), "--", "sh", "-c", script)
                    .lines()
                    .toList());
            assertThat(answered).as("from " + node).isEqualTo(expected);
        }
    }

    @Test
    @Order(4)
    void theNodePortAnswersOnBothHosts() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        for (int host = 1; host <= 2; host++) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(
                                    URI.create("http://" + ClusterHost.of(host).address() + ":30081"))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(pods()).contains(answer.body().strip());
        }
    }

    @Test
    @Order(5)
    void logsExecAndCopyWork() throws IOException {
        String pod = podOn("node-2");
        assertThat(kubectl.run("logs", pod, "--tail=-1")).contains("started");
        assertThat(kubectl.runWith("hello\n", "exec", "-i", pod, "--", "cat")).isEqualTo("hello");
        assertThat(kubectl.attempt("", "exec", pod, "--", "sh", "-c", "exit 7").code())
                .isEqualTo(7);
        Path file = Files.writeString(directory.resolve("letter"), "dear pod");
        kubectl.run("cp", file.toString(), pod + ":/tmp/letter");
        assertThat(kubectl.run("exec", pod, "--", "cat", "/tmp/letter")).isEqualTo("dear pod");
    }

    @Test
    @Order(6)
    void portForwardReachesAPod() throws Exception {
        portForwardReachesAPod(kubectl);
    }

    private void portForwardReachesAPod(Kubectl client) throws Exception {
        int port = FreePorts.find(1).getFirst();
        Process forward = client.builder("port-forward", "deployment/web", port + ":8080")
                .redirectErrorStream(true)
                .start();
        try (var lines = forward.inputReader()) {
            assertThat(lines.readLine()).contains("Forwarding from");
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(pods()).contains(answer.body().strip());
        } finally {
            forward.destroy();
        }
    }

    @Test
    @Order(6)
    void clientsThatSpeakSpdyReachPodsToo() throws Exception {
        Kubectl spdy = kubectl.overSpdy();
        String pod = podOn("node-2");
        String much = "0123456789abcdef".repeat(20_000);
        assertThat(spdy.runWith(much, "exec", "-i", pod, "--", "cat")).isEqualTo(much);
        assertThat(spdy.attempt("", "exec", pod, "--", "sh", "-c", "exit 7").code())
                .isEqualTo(7);
        assertThat(spdy.attempt("", "exec", pod, "-c", "nobody", "--", "true").err())
                .contains("container nobody is not valid for pod " + pod);
        portForwardReachesAPod(spdy);
    }

    @Test
    @Order(6)
    void aTerminalOfTheUserIsATerminalInThePod() {
        assumeTrue(HostCommand.exists("script"), "needs script, which makes a terminal");
        String command = "kubectl exec -it " + podOn("node-2") + " -- sh -c 'test -t 0 && tty'";
        ProcessBuilder inTerminal = kubectl.builder();
        inTerminal.command("script", "-qec", command, "/dev/null");
        Kubectl.Result result = Kubectl.end(inTerminal);
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("/dev/");
    }

    @Test
    @Order(6)
    void attachSpeaksWithTheContainer() {
        kubectl.apply(Talkers.LISTENER);
        kubectl.run("wait", "--for=condition=Ready", "pod/listener", "--timeout=60s");
        assertThat(kubectl.runWith("hello\n", "attach", "-i", "listener")).contains("you said hello");
        kubectl.run("delete", "pod", "listener", "--now");
    }

    @Test
    @Order(6)
    void logsFollowToTheEndAndThoseOfTheLifeBeforeAreKept() {
        kubectl.apply(Talkers.TICKER);
        kubectl.apply(Talkers.CRASHER);
        kubectl.run("wait", "--for=condition=Ready", "pod/ticker", "--timeout=60s");
        assertThat(kubectl.run("logs", "-f", "ticker")).isEqualTo("tick 1\ntick 2\ntick 3\ntick 4");
        kubectl.await(SOON, "life 2"::equals, "logs", "crasher");
        assertThat(kubectl.run("logs", "--previous", "crasher")).isEqualTo("life 1");
        assertThat(
                        kubectl.run(
                                "get",
                                "pod",
                                "crasher",
                                "-o",
                                "jsonpath={.status.containerStatuses[0].restartCount} {.status.containerStatuses[0].lastState.terminated.exitCode}"))
                .isEqualTo("1 3");
        kubectl.run("delete", "pod", "ticker", "crasher", "--now");
    }

    @Test
    @Order(6)
    void objectsArePrintedInEveryForm() {
        assertThat(kubectl.run("get", "deployment", "web", "-o", "json")).contains("\"kind\": \"Deployment\"");
        assertThat(kubectl.run("get", "deployment", "web", "-o", "yaml")).contains("kind: Deployment");
        assertThat(kubectl.run("get", "deployment", "web", "-o", "name")).isEqualTo("deployment.apps/web");
        assertThat(kubectl.run("get", "deployment", "web", "-o", "custom-columns=R:.spec.replicas"))
                .isEqualTo("R\n3");
        assertThat(kubectl.run("get", "deployment", "web", "-o", "go-template={{.spec.replicas}}"))
                .isEqualTo("3");
    }

    @Test
    @Order(6)
    void topSaysWhatPodsAndNodesUse() {
        String pod = podOn("node-2");
        kubectl.await(SOON, told -> told.matches("(?s).*" + pod + " +\\d+m +\\d+Mi.*"), "top", "pods");
        kubectl.await(
                SOON, told -> told.matches("(?s).*node-1 +\\d+m .* [1-9]\\d*Mi .*node-2 +\\d+m .*"), "top", "nodes");
    }

    @Test
    @Order(7)
    void anEditedConfigMapIsSeenByAWatchAndInsideThePod() throws IOException {
        Process watch = kubectl.builder(
                        "get", "configmap", "web-config", "-w", "-o", "jsonpath={.data.greeting}{\"\\n\"}")
                .redirectErrorStream(true)
                .start();
        try (var lines = watch.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("hello");
            Path editor = Files.writeString(
                    directory.resolve("editor"),
                    "#!/bin/sh\nsed -i 's/greeting: hello/greeting: good evening/' \"$1\"\n");
            assertThat(editor.toFile().setExecutable(true)).isTrue();
            ProcessBuilder edit = kubectl.builder("edit", "configmap", "web-config");
            edit.environment().put("KUBE_EDITOR", editor.toString());
            assertThat(Kubectl.end(edit).out()).contains("configmap/web-config edited");
            assertThat(lines.readLine()).isEqualTo("good evening");
        } finally {
            watch.destroy();
        }
        kubectl.await(
                Duration.ofSeconds(100),
                "good evening"::equals,
                "exec",
                podOn("node-1"),
                "--",
                "cat",
                "/config/greeting");
    }

    @Test
    @Order(8)
    void aNewImageRollsOutAndBack() {
        kubectl.run("set", "image", "deployment/web", "web=quarterdeck.local/web:2");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=90s");
        assertThat(kubectl.run("get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}"))
                .endsWith(":2");
        kubectl.run("rollout", "undo", "deployment/web");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=90s");
        assertThat(kubectl.run("get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}"))
                .endsWith(":1");
        assertThat(kubectl.run("rollout", "history", "deployment/web")).contains("3");
    }

    @Test
    @Order(9)
    void scalingAndDeletingPodsConverges() {
        kubectl.run("scale", "deployment/web", "--replicas=5");
        kubectl.run("wait", "--for=jsonpath={.status.readyReplicas}=5", "deployment/web", "--timeout=60s");
        kubectl.run("delete", "pod", pods().getFirst());
        kubectl.await(SOON, "5"::equals, "get", "deployment", "web", "-o", "jsonpath={.status.readyReplicas}");
        kubectl.run("scale", "deployment/web", "--replicas=3");
        awaitThreePods();
    }

    @Test
    @Order(10)
    void aDrainedHostIsEmptiedAndTakesPodsAgain() {
        kubectl.run("drain", "node-2", "--ignore-daemonsets", "--timeout=90s");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
        assertThat(kubectl.run("get", "pods", "-l", "app=web", "-o", "jsonpath={.items[*].spec.nodeName}"))
                .doesNotContain("node-2");
        kubectl.run("uncordon", "node-2");
        kubectl.run("rollout", "restart", "deployment/web");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=90s");
        assertThat(kubectl.run("get", "pods", "-l", "app=web", "-o", "jsonpath={.items[*].spec.nodeName}"))
                .contains("node-2");
    }

    @Test
    @Order(11)
    void afterKillEverythingIsAsItWas() throws Exception {
        String format =
                "jsonpath={range .items[*]}{.metadata.uid} {.status.containerStatuses[0].containerID} {.status.containerStatuses[0].restartCount};{end}";
        awaitThreePods();
        String before = kubectl.run("get", "pods", "-l", "app=web", "-o", format);
        String configMap = kubectl.run("get", "configmap", "web-config", "-o", "jsonpath={.metadata.resourceVersion}");
        long pid = Long.parseLong(launcher.run("status")
                .lines()
                .filter(l -> l.startsWith("pid"))
                .findFirst()
                .orElseThrow()
                .replaceAll("\\D", ""));
        long postgres = Long.parseLong(Files.readAllLines(launcher.data().resolve("postgres/data/postmaster.pid"))
                .getFirst()
                .strip());
        HostCommand.run("kill", "-9", Long.toString(pid), Long.toString(postgres));
        ProcessHandle.of(pid).ifPresent(p -> p.onExit().join());
        launcher.run("up");
        assertThat(kubectl.run("get", "pods", "-l", "app=web", "-o", format)).isEqualTo(before);
        assertThat(kubectl.run("get", "configmap", "web-config", "-o", "jsonpath={.metadata.resourceVersion}"))
                .isEqualTo(configMap);
        kubectl.run("create", "configmap", "after", "--from-literal=a=b");
    }

    @Test
    @Order(12)
    void podsOfAHostThatIsCutOffMoveAfterTheirToleration() {
        kubectl.run("patch", "deployment", "web", "--type=strategic", "-p", WebApplication.IMPATIENT);
        kubectl.run("rollout", "status", "deployment/web", "--timeout=90s");
        new HostNetwork().setConnected(ClusterHost.of(2), false);
        try {
            kubectl.await(
                    Duration.ofSeconds(120),
                    s -> s.contains("Unknown"),
                    "get",
                    "node",
                    "node-2",
                    "-o",
                    "jsonpath={.status.conditions[?(@.type=='Ready')].status}");
            kubectl.await(
                    Duration.ofSeconds(90),
                    "3"::equals,
                    "get",
                    "deployment",
                    "web",
                    "-o",
                    "jsonpath={.status.readyReplicas}");
        } finally {
            new HostNetwork().setConnected(ClusterHost.of(2), true);
        }
        kubectl.await(
                SOON,
                "True"::equals,
                "get",
                "node",
                "node-2",
                "-o",
                "jsonpath={.status.conditions[?(@.type=='Ready')].status}");
        awaitThreePods();
    }

    @Test
    @Order(13)
    void aDeletedNamespaceLeavesNothingBehind() throws Exception {
        List<List<String>> cables = List.of(HostRemains.cables(1), HostRemains.cables(2));
        kubectl.run("create", "namespace", "brief");
        kubectl.runWith(
                WebApplication.MANIFEST.replace("nodePort: 30081", "nodePort: 30082"),
                "apply",
                "-n",
                "brief",
                "-f",
                "-");
        kubectl.run("rollout", "status", "-n", "brief", "deployment/web", "--timeout=90s");
        Stores stores = new Stores(launcher);
        HostRemains remains = new HostRemains(launcher.data());
        String[] uids = inBrief("uid");
        String[] names = inBrief("name");
        assertThat(stores.currentRowsOf("brief")).contains("namespaces/brief", "pods/" + names[0]);
        for (String uid : uids) {
            assertThat(remains.of(uid)).as("pod " + uid + " while it runs").isNotEmpty();
        }
        kubectl.run("delete", "namespace", "brief", "--timeout=90s");
        assertThat(kubectl.run("get", "all,configmaps,endpointslices,events", "-n", "brief", "--ignore-not-found"))
                .isEmpty();
        assertThat(stores.currentRowsOf("brief")).isEmpty();
        await().atMost(SOON).untilAsserted(() -> assertThat(stores.tombstones("quarterdeck.core.namespaces"))
                .containsEntry("brief", true)
                .containsEntry("default", false));
        assertThat(stores.tombstones("quarterdeck.core.pods")).containsEntry("brief/" + names[0], true);
        assertNothingOnHosts(remains, uids, cables);
    }

    private static String[] inBrief(String field) {
        return kubectl.run("get", "pods", "-n", "brief", "-o", "jsonpath={.items[*].metadata." + field + "}")
                .split(" ");
    }

    private static void assertNothingOnHosts(HostRemains remains, String[] uids, List<List<String>> cables) {
        for (String uid : uids) {
            await().atMost(SOON).untilAsserted(() -> assertThat(remains.of(uid)).isEmpty());
        }
        for (int i = 1; i <= 2; i++) {
            assertThat(cables.get(i - 1)).as("veths of host " + i).containsAll(HostRemains.cables(i));
            String socket = "/run/quarterdeck/node-" + i + "/containerd.sock";
            String containers = HostCommand.run("ctr", "--address", socket, "-n", "k8s.io", "containers", "ls");
            assertThat(containers).doesNotContain("brief").doesNotContain(uids);
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(HostCommand.run("nft", "list", "table", "ip", "quarterdeck"))
                        .doesNotContain("brief")
                        .doesNotContain("30082"));
    }
}
