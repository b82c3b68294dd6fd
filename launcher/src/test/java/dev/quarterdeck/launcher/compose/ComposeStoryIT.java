package dev.quarterdeck.launcher.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.embedded.EmbeddedKafka;
import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.embedded.FreePorts;
import dev.quarterdeck.launcher.cli.QuarterdeckCommand;
import dev.quarterdeck.launcher.host.ClusterHost;
import dev.quarterdeck.launcher.host.HostNetwork;
import dev.quarterdeck.launcher.story.Kubectl;
import dev.quarterdeck.launcher.story.RealHost;
import dev.quarterdeck.network.HostTables;
import dev.quarterdeck.network.kernel.ProcessHostPrograms;
import dev.quarterdeck.node.containerd.ContainerdProcess;
import dev.quarterdeck.node.containerd.ContainerdSettings;
import dev.quarterdeck.node.host.NodeCleanup;
import dev.quarterdeck.node.image.ImageImport;
import dev.quarterdeck.node.image.OciImageArchive;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * docker-compose.yml without Docker: every service of ours as a process, with exactly the environment, ports and health checks of the file. Host names become
 * loopback addresses; PostgreSQL and Kafka are embedded ones; containerd is a real one.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ComposeStoryIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Map<String, String> ADDRESSES = Map.of(
            "state-1", "127.0.71.1",
            "state-2", "127.0.71.2",
            "gateway-1", "127.0.71.3",
            "gateway-2", "127.0.71.4",
            "api", "127.0.71.5",
            "scheduler", "127.0.71.6",
            "controllers", "127.0.71.7");

    private static final Deque<AutoCloseable> started = new ArrayDeque<>();
    private static final Map<String, ServiceProcess> processes = new LinkedHashMap<>();
    private static Path directory;
    private static ComposeFile file;
    private static Kubectl kubectl;
    private static EmbeddedPostgres postgres;
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void up() throws Exception {
        RealHost.require();
        directory = Files.createTempDirectory("quarterdeck-compose");
        int port = FreePorts.find(1).getFirst();
        ContainerdSettings containerd =
                ContainerdSettings.in(directory.resolve("containerd"), Path.of("/run/quarterdeck-compose"));
        file = ComposeFile.read(
                ROOT.resolve("docker-compose.yml"),
                Map.of(
                        "PKI", directory.resolve("pki").toString(),
                        "API_PORT", Integer.toString(port),
                        "CONTAINERD_SOCKET", containerd.socket().toString(),
                        "CNI_CONF_DIRECTORY", containerd.cniConfDirectory().toString(),
                        "NODE_DIRECTORY", directory.resolve("node").toString()));
        startStores();
        makeCertificates();
        startHost(containerd);
        TcpBalancer balancer = new TcpBalancer(List.of(
                new InetSocketAddress(ADDRESSES.get("gateway-1"), 6443),
                new InetSocketAddress(ADDRESSES.get("gateway-2"), 6443)));
        started.push(balancer);
        balancer.listen(ADDRESSES.get("api"), 6443);
        balancer.listen("127.0.0.1", port);
        balancer.listen(ClusterHost.of(1).address(), port);
        for (List<String> wave : List.of(
                List.of("state-1", "state-2"),
                List.of("gateway-1", "gateway-2"),
                List.of("scheduler", "controllers", "node-agent", "network-service"))) {
            wave.forEach(ComposeStoryIT::start);
            wave.forEach(name -> processes.get(name).awaitHealthy(Duration.ofSeconds(120)));
        }
        assertThat(processes.keySet()).containsExactlyInAnyOrderElementsOf(file.ours());
        kubectl = new Kubectl(directory.resolve("pki/kubeconfig"), directory);
    }

    private static void startStores() {
        postgres = EmbeddedPostgres.start(new EmbeddedPostgres.Settings(
                directory.resolve("postgres"),
                Path.of(System.getProperty("java.io.tmpdir"), "quarterdeck-postgres"),
                0,
                "change-me"));
        started.push(postgres);
        kafka = EmbeddedKafka.start(new EmbeddedKafka.Settings(directory.resolve("kafka"), 0, "change-me"));
        started.push(kafka);
    }

    private static void makeCertificates() {
        List<String> command = new ArrayList<>();
        for (String word : file.service("certificates").command()) {
            command.add(word.equals("/pki") ? directory.resolve("pki").toString() : onLoopback(word));
        }
        assertThat(QuarterdeckCommand.commandLine().execute(command.toArray(new String[0])))
                .isZero();
    }

    private static void startHost(ContainerdSettings containerd) throws IOException, InterruptedException {
        new HostNetwork().ensureBridge();
        started.push(() -> {
            HostTables.remove(new ProcessHostPrograms());
            dev.quarterdeck.launcher.host.HostCommand.attempt("ip", "link", "del", "qd0");
            new HostNetwork().remove(List.of(ClusterHost.of(1)));
        });
        ContainerdProcess process = new ContainerdProcess(containerd);
        process.start();
        started.push(process::stop);
        started.push(() -> NodeCleanup.removeAll(containerd.socket(), directory.resolve("node"), "/kubepods"));
        for (OciImageArchive image : List.of(
                OciImageArchive.ofPause(containerd.sandboxImage(), Path.of("/bin/busybox")),
                OciImageArchive.ofBusybox("quarterdeck.local/web:1", Path.of("/bin/busybox")))) {
            new ImageImport(containerd.socket()).load(image);
        }
    }

    private static void start(String name) {
        ComposeFile.Service service = file.service(name);
        Map<String, String> environment = new LinkedHashMap<>();
        service.environment().forEach((k, v) -> environment.put(k, onLoopback(v)));
        ServiceProcess process = ServiceProcess.start(
                name,
                jar(service.module()),
                environment,
                onLoopback(service.healthUrl()),
                directory.resolve(name + ".log"));
        processes.put(name, process);
        started.push(process);
    }

    private static Path jar(String module) {
        Path jar = ROOT.resolve(module + "/target/" + module + "-0.1.0-app.jar");
        assertThat(jar)
                .as("the application of " + module + ", made by `mvn package`")
                .exists();
        return jar;
    }

    /** A whole word only: {@code state-1} in {@code https://state-1:7443}, but not in a longer name. */
    private static String onLoopback(String text) {
        String result = text.replace("postgres:5432", "127.0.0.1:" + postgres.port())
                .replace("kafka:9092", kafka.bootstrapServers());
        for (Map.Entry<String, String> entry : ADDRESSES.entrySet()) {
            result = result.replaceAll(
                    "(?<![\\w./-])" + entry.getKey() + "(?![\\w/.-])|(?<=//)" + entry.getKey() + "(?=:)",
                    entry.getValue());
        }
        return result;
    }

    @AfterAll
    static void down() throws IOException {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                System.err.println("not closed in order: " + e);
            }
        }
        if (directory != null && System.getProperty("quarterdeck.keep", "").isEmpty()) {
            EmbeddedDirectories.delete(directory);
        }
    }

    @Test
    @Order(1)
    void theHostIsReadyAndAnApplicationRunsOnIt() {
        kubectl.await(
                Duration.ofSeconds(60),
                "True"::equals,
                "get",
                "node",
                "node-1",
                "-o",
                "jsonpath={.status.conditions[?(@.type=='Ready')].status}");
        kubectl.run(
                "create",
                "deployment",
                "web",
                "--image=quarterdeck.local/web:1",
                "--replicas=2",
                "--",
                "sleep",
                "3600");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=90s");
        assertThat(kubectl.run("get", "deployment", "web")).contains("2/2");
    }

    @Test
    @Order(2)
    void aWriteThroughOneGatewayIsReadAtOnceThroughTheOther() {
        for (int i = 0; i < 20; i++) {
            String name = "between-" + i;
            through("gateway-" + (1 + i % 2), "create", "configmap", name, "--from-literal=i=" + i);
            assertThat(through("gateway-" + (2 - i % 2), "get", "configmap", name, "-o", "jsonpath={.data.i}"))
                    .isEqualTo(Integer.toString(i));
        }
    }

    @Test
    @Order(3)
    void theClusterLivesOnWhenOneOfEachIsKilled() {
        processes.get("state-1").kill();
        processes.get("gateway-2").kill();
        kubectl.await(
                Duration.ofSeconds(30),
                out -> out.contains("created"),
                "create",
                "configmap",
                "survivor",
                "--from-literal=a=b");
        kubectl.run("scale", "deployment/web", "--replicas=3");
        kubectl.await(
                Duration.ofSeconds(60),
                "3"::equals,
                "get",
                "deployment",
                "web",
                "-o",
                "jsonpath={.status.readyReplicas}");
        start("state-1");
        start("gateway-2");
        processes.get("state-1").awaitHealthy(Duration.ofSeconds(90));
        processes.get("gateway-2").awaitHealthy(Duration.ofSeconds(90));
        assertThat(through("gateway-2", "get", "configmap", "survivor", "-o", "jsonpath={.data.a}"))
                .isEqualTo("b");
    }

    private static String through(String gateway, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--server", "https://" + ADDRESSES.get(gateway) + ":6443"));
        all.addAll(List.of(arguments));
        return kubectl.run(all.toArray(new String[0]));
    }
}
