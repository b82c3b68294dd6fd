package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** A cluster of both families with simulated nodes: what a service that prefers both has, and that the cluster keeps its families. The chapters build on each other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DualStackIT {
    private static final String RANGES = "10.96.0.0/16,fd00:10:96::/112";
    private static LauncherDirectory directory;
    private static Kubectl kubectl;

    @BeforeAll
    static void up() throws IOException {
        directory = LauncherDirectory.create("dual");
        directory.launcher().run(directory.up("--nodes", "2", "--service-cidr", RANGES));
        kubectl = directory.launcher().kubectl();
    }

    @AfterAll
    static void reset() throws IOException {
        if (directory != null) {
            directory.close();
        }
    }

    private static String get(String what, String name, String path) {
        return kubectl.run("get", what, name, "-o", "jsonpath={" + path + "}");
    }

    private static List<String> words(String what, String... more) {
        List<String> command = new ArrayList<>(List.of("get", what));
        command.addAll(List.of(more));
        return List.of(kubectl.run(command.toArray(String[]::new)).strip().split("\\s+"));
    }

    @Test
    @Order(1)
    void nodesHaveRangesAndAddressesOfBothFamilies() {
        for (String node : List.of("node-1", "node-2")) {
            assertThat(get("node", node, ".spec.podCIDRs"))
                    .matches("\\[\"10\\.244\\.\\d+\\.0/24\",\"fd00:10:244:.*/64\"]");
            assertThat(get("node", node, ".status.addresses[?(@.type==\"InternalIP\")].address"))
                    .matches("127\\..* fd00:89::.*");
        }
        assertThat(get("servicecidr", "kubernetes", ".spec.cidrs"))
                .isEqualTo("[\"10.96.0.0/16\",\"fd00:10:96::/112\"]");
    }

    @Test
    @Order(2)
    void aServiceThatPrefersBothHasTwoAddressesAndTwoSlices() throws IOException {
        Path manifest = directory.launcher().data().resolve("web.yaml");
        Files.writeString(manifest, """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {ipFamilyPolicy: PreferDualStack, selector: {app: web}, ports: [{port: 80}]}
                """);
        kubectl.run("create", "deployment", "web", "--image=nginx", "--replicas=3");
        kubectl.run("apply", "-f", manifest.toString());
        kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
        kubectl.run(
                "wait",
                "--for=jsonpath={.endpoints[2].conditions.ready}=true",
                "endpointslices",
                "-l",
                "kubernetes.io/service-name=web",
                "--timeout=60s");

        String v4 = get("service", "web", ".spec.clusterIPs[0]");
        String v6 = get("service", "web", ".spec.clusterIPs[1]");
        assertThat(v4).startsWith("10.96.");
        assertThat(v6).startsWith("fd00:10:96::");
        assertThat(get("service", "web", ".spec.ipFamilies")).isEqualTo("[\"IPv4\",\"IPv6\"]");
        assertThat(words("service", "web", "-o", "wide", "--no-headers")).contains("web", v4, "app=web");
        assertThat(words("ipaddresses", "-o", "jsonpath={.items[?(@.spec.parentRef.name==\"web\")].metadata.name}"))
                .containsExactly(v4, v6);
        assertThat(words(
                        "endpointslices",
                        "-l",
                        "kubernetes.io/service-name=web",
                        "-o",
                        "jsonpath={.items[*].addressType}"))
                .containsExactlyInAnyOrder("IPv4", "IPv6");
        assertThat(words(
                        "endpointslices",
                        "-l",
                        "kubernetes.io/service-name=web",
                        "-o",
                        "jsonpath={.items[*].endpoints[*].addresses[0]}"))
                .containsExactlyInAnyOrderElementsOf(
                        words("pods", "-l", "app=web", "-o", "jsonpath={.items[*].status.podIPs[*].ip}"))
                .hasSize(6);
        assertThat(words("endpoints", "web", "-o", "jsonpath={.subsets[*].addresses[*].ip}"))
                .hasSize(3)
                .allMatch(ip -> ip.startsWith("10.244."));
    }

    @Test
    @Order(3)
    void theClusterKeepsItsFamiliesAndRefusesOthers() throws IOException {
        directory.launcher().run("down");
        Launcher.Result other = directory.launcher().attempt(directory.up("--service-cidr", "10.97.0.0/16"));
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.output())
                .contains("--service-cidr of a cluster that is there cannot change")
                .contains(RANGES);
        directory.launcher().run(directory.up());
        assertThat(get("service", "web", ".spec.ipFamilyPolicy")).isEqualTo("PreferDualStack");
        kubectl.run("patch", "service", "web", "-p", "{\"spec\":{\"ipFamilyPolicy\":\"SingleStack\"}}");
        assertThat(get("service", "web", ".spec.ipFamilies")).isEqualTo("[\"IPv4\"]");
        kubectl.run("patch", "service", "web", "-p", "{\"spec\":{\"ipFamilyPolicy\":\"RequireDualStack\"}}");
        assertThat(get("service", "web", ".spec.clusterIPs[1]")).startsWith("fd00:10:96::");
    }
}
