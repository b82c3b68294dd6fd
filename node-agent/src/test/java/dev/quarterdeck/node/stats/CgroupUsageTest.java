package dev.quarterdeck.node.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.cri.v1.ContainerConfig;
import dev.quarterdeck.node.cri.v1.ContainerMetadata;
import dev.quarterdeck.node.cri.v1.PodSandboxConfig;
import dev.quarterdeck.node.cri.v1.PodSandboxMetadata;
import dev.quarterdeck.node.runtime.Labels;
import dev.quarterdeck.node.simulated.SimulatedPodRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both versions of control groups, as files. */
class CgroupUsageTest {
    @TempDir
    Path root;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    private final SimulatedPodRuntime runtime = new SimulatedPodRuntime("n", clock, timer);
    private String container;

    @BeforeEach
    void run() throws IOException {
        runtime.podNetwork(List.of("10.1.1.0/24"));
        PodSandboxConfig sandbox = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setNamespace("ns")
                        .setName("web")
                        .setUid("u1"))
                .build();
        String box = runtime.runSandbox(sandbox, "");
        container = runtime.createContainer(
                box,
                sandbox,
                ContainerConfig.newBuilder()
                        .setMetadata(ContainerMetadata.newBuilder().setName("c"))
                        .putLabels(Labels.POD_UID, "u1")
                        .build());
        runtime.startContainer(container);
        write("proc/stat", "cpu  100 10 50 9000 30 0 5 5 7 0\ncpu0 1 2 3\n");
        write(
                "proc/meminfo",
                "MemTotal:       1000 kB\nMemFree:         300 kB\nMemAvailable:    500 kB\nInactive(file):  100 kB\n");
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    private NodeUsage read() throws IOException {
        return new CgroupUsage(
                        runtime, uid -> Optional.of("/kube/pod" + uid), root.resolve("cg"), root.resolve("proc"), clock)
                .read();
    }

    private static Usage only(NodeUsage usage) {
        return usage.pods().getFirst().containers().getFirst().usage();
    }

    @Test
    void versionOne() throws IOException {
        write("cg/cpuacct/kube/podu1/" + container + "/cpuacct.usage", "1234567\n");
        write("cg/memory/kube/podu1/" + container + "/memory.usage_in_bytes", "9000\n");
        write("cg/memory/kube/podu1/" + container + "/memory.stat", "cache 1\ntotal_inactive_file 1000\n");
        NodeUsage usage = read();
        assertThat(only(usage)).isEqualTo(new Usage(clock.instant(), 1234567, Usage.UNKNOWN, 8000));
        assertThat(usage.machine()).isEqualTo(new Usage(clock.instant(), 170 * 10_000_000L, Usage.UNKNOWN, 600 * 1024));
        assertThat(usage.availableBytes()).isEqualTo(500 * 1024);
    }

    @Test
    void versionTwo() throws IOException {
        write("cg/cgroup.controllers", "cpu memory\n");
        write("cg/kube/podu1/" + container + "/cpu.stat", "usage_usec 77\nuser_usec 70\n");
        write("cg/kube/podu1/" + container + "/memory.current", "5000\n");
        write("cg/kube/podu1/" + container + "/memory.stat", "anon 1\ninactive_file 6000\n");
        assertThat(only(read())).isEqualTo(new Usage(clock.instant(), 77_000, Usage.UNKNOWN, 0));
    }

    @Test
    void whatIsGoneIsLeftOut() throws IOException {
        assertThat(read().pods().getFirst().containers()).isEmpty();
    }
}
