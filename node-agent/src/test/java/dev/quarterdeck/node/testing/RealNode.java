package dev.quarterdeck.node.testing;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.node.cgroup.PodCgroups;
import dev.quarterdeck.node.containerd.ContainerdProcess;
import dev.quarterdeck.node.containerd.ContainerdSettings;
import dev.quarterdeck.node.cri.CriClient;
import dev.quarterdeck.node.env.Environment;
import dev.quarterdeck.node.host.LinuxPodHost;
import dev.quarterdeck.node.host.NodeFacts;
import dev.quarterdeck.node.image.ImageImport;
import dev.quarterdeck.node.image.ImagePulls;
import dev.quarterdeck.node.image.OciImageArchive;
import dev.quarterdeck.node.image.PullCredentials;
import dev.quarterdeck.node.log.LogPaths;
import dev.quarterdeck.node.pod.NodeContext;
import dev.quarterdeck.node.pod.PodWorkers;
import dev.quarterdeck.node.probe.ContainerProbes;
import dev.quarterdeck.node.probe.HandlerRunner;
import dev.quarterdeck.node.probe.LifecycleHooks;
import dev.quarterdeck.node.runtime.CniConfiguration;
import dev.quarterdeck.node.runtime.CriPodRuntime;
import dev.quarterdeck.node.runtime.PodRuntime;
import dev.quarterdeck.node.volume.MountTable;
import dev.quarterdeck.node.volume.PodVolumes;
import dev.quarterdeck.node.volume.ProjectedFiles;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;

/** A node with a containerd of its own in a temporary directory, and the images of a busybox. Ends without a trace. */
public final class RealNode implements AutoCloseable {
    private static final Path BUSYBOX = Path.of("/bin/busybox");

    /** What pods are told of their node. */
    public static final NodeFacts FACTS = new NodeFacts(
            "node-1",
            List.of("127.0.0.1"),
            Map.of("cpu", new Quantity("8"), "memory", new Quantity("8Gi"), "pods", new Quantity("110")),
            8L << 30,
            List.of("10.96.0.10"),
            "cluster.local");

    public final Path directory;
    public final ContainerdProcess containerd;
    public final String bridge;
    public final String cgroupRoot;
    public final int subnet;
    public final FakeObjects objects = new FakeObjects();
    public final FakeEvents events = new FakeEvents();
    public final FakePodApi api = new FakePodApi();

    public CriClient cri;
    public PodRuntime runtime;
    public PodWorkers workers;
    public NodeContext context;
    private ScheduledExecutorService timer;
    private ExecutorService threads;

    private RealNode() throws IOException, InterruptedException {
        int number = ThreadLocalRandom.current().nextInt(1, 250);
        directory = Files.createTempDirectory("qdn");
        bridge = "qdt" + number;
        subnet = number;
        cgroupRoot = "/qdtest-" + directory.getFileName();
        ContainerdSettings settings = new ContainerdSettings(
                directory.resolve("containerd"),
                directory.resolve("run"),
                ContainerdSettings.DEFAULT_CNI_BIN_DIRECTORY,
                "quarterdeck.local/pause:1",
                null,
                "containerd");
        containerd = new ContainerdProcess(settings);
        containerd.start();
        ImageImport images = new ImageImport(settings.socket());
        images.load(OciImageArchive.ofPause("quarterdeck.local/pause:1", BUSYBOX));
        images.load(OciImageArchive.ofBusybox(Pods.BUSYBOX, BUSYBOX));
        startAgent();
    }

    /** Skips the test, or fails it where real parts are demanded, if this machine cannot run containers. */
    public static RealNode start() throws IOException, InterruptedException {
        String missing = missing();
        if (missing != null) {
            if ("1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"))) {
                fail(missing);
            }
            assumeTrue(false, missing);
        }
        return new RealNode();
    }

    private static String missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "needs root to run containers";
        }
        for (String program : List.of("/usr/bin/containerd", "/usr/sbin/runc", "/usr/lib/cni/bridge", "/bin/busybox")) {
            if (!Files.exists(Path.of(program))) {
                return "needs " + program;
            }
        }
        return null;
    }

    /** A fresh agent over the same containerd, as after a restart. */
    public void startAgent() throws IOException {
        timer = Executors.newSingleThreadScheduledExecutor();
        threads = Executors.newVirtualThreadPerTaskExecutor();
        cri = new CriClient(containerd.settings().socket());
        runtime = new CriPodRuntime(
                cri,
                new CniConfiguration(containerd.settings().cniConfDirectory(), bridge, directory.resolve("ipam"), 0));
        runtime.podNetwork(List.of("10.213." + subnet + ".0/24"));
        MountTable mounts = new MountTable();
        Path pods = directory.resolve("pods");
        LinuxPodHost host = new LinuxPodHost(
                pods,
                new LogPaths(directory.resolve("logs")),
                new PodVolumes(pods, new ProjectedFiles(objects), mounts),
                new PodCgroups(Path.of("/sys/fs/cgroup"), cgroupRoot),
                mounts,
                new Environment(objects),
                () -> FACTS);
        HandlerRunner runner = new HandlerRunner(runtime);
        Clock clock = Clock.systemUTC();
        context = new NodeContext(
                runtime,
                host,
                api,
                events,
                new ImagePulls(runtime, events, new PullCredentials(objects), clock),
                new ContainerProbes(runner, events, timer, threads, clock),
                new LifecycleHooks(runner),
                () -> FACTS,
                clock,
                timer,
                threads);
        workers = new PodWorkers(context);
        api.serve(workers);
        workers.start();
        workers.removeOrphans();
    }

    public PodCgroups groups() {
        return new PodCgroups(Path.of("/sys/fs/cgroup"), cgroupRoot);
    }

    /** As if the agent were killed: nothing is told to end. */
    public void dropAgent() {
        workers.close();
        timer.shutdownNow();
        threads.shutdownNow();
        runtime.close();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        workers.close();
        for (var pod : runtime.list()) {
            pod.sandboxes().forEach(sandbox -> {
                runtime.stopSandbox(sandbox.id());
                runtime.removeSandbox(sandbox.id());
            });
        }
        dropAgent();
        containerd.stop();
        new MountTable().unmountBelow(directory);
        run("ip", "link", "delete", bridge);
        run("rm", "-rf", directory.toString());
        run(
                "sh",
                "-c",
                "for c in /sys/fs/cgroup/*" + cgroupRoot + "; do find $c -depth -type d -exec rmdir {} +; done");
    }

    public static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
