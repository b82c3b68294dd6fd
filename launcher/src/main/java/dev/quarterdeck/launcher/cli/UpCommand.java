package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.launcher.backup.StagedRestore;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.data.RunState;
import dev.quarterdeck.launcher.host.HostClaim;
import dev.quarterdeck.launcher.host.HostPackages;
import dev.quarterdeck.launcher.kubeconfig.Kubeconfig;
import dev.quarterdeck.launcher.up.ClusterMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the cluster of a data directory and returns when its nodes are Ready. */
@Command(name = "up", description = "Start the cluster.", mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    private static final int STANDARD_PORT = 6443;

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--nodes", paramLabel = "N", description = "number of hosts (1)")
    private @Nullable Integer nodes;

    @Option(
            names = "--runtime",
            paramLabel = "RUNTIME",
            description =
                    "containerd or simulated (containerd where this machine can, else simulated); none: API and scheduler"
                            + " alone, without nodes and controllers; api: the API alone")
    private ClusterSettings.@Nullable Runtime runtime;

    @Option(names = "--port", paramLabel = "PORT", description = "port of the API (6443)")
    private @Nullable Integer port;

    @Option(
            names = "--feature-gates",
            paramLabel = "NAME=true,...",
            description =
                    "features of Kubernetes that are off by default: GenericWorkload, GangScheduling, WorkloadAwarePreemption,"
                            + " TopologyAwareWorkloadScheduling, WorkloadWithJob, StorageVersionMigrator. \"\" for none; kept"
                            + " with the cluster")
    private @Nullable String featureGates;

    @Option(
            names = "--runtime-config",
            paramLabel = "GROUP/VERSION=true,...",
            description = "versions of the API that are not served by default: scheduling.k8s.io/v1alpha2,"
                    + " storagemigration.k8s.io/v1beta1. \"\" for none; kept with the cluster")
    private @Nullable String runtimeConfig;

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Option(names = "--foreground", description = "stay in this terminal until Ctrl-C")
    private boolean foreground;

    @Option(
            names = "--no-merge-kubeconfig",
            description = "leave the user's kubeconfig alone; DIR/kubeconfig is written all the same")
    private boolean leaveKubeconfig;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        DataDirectory directory = data.directory();
        refuseHalfRestored(directory);
        directory.prepare();
        Optional<RunState.Status> running = RunState.ofRunning(directory);
        if (running.isPresent()) {
            return alreadyRuns(running.get(), out);
        }
        ClusterSettings settings;
        // Of two that start at once one decides on the settings: the other must not write passwords of its own.
        try (RunState mine = RunState.acquire(directory, Duration.ofSeconds(2))
                .orElseThrow(
                        () -> new LauncherException("another process starts the cluster in " + directory.root()))) {
            mine.forget();
            finishRestore(directory, out);
            settings = settings(directory, out);
            checkPort(settings.port());
            if (settings.runtime() == ClusterSettings.Runtime.CONTAINERD) {
                HostClaim.ofThisMachine().check(directory.root());
                new HostPackages(out::println).install();
            }
            settings.write(directory);
        }
        if (foreground) {
            return ClusterMain.inForeground(directory, () -> finish(directory, settings, out));
        }
        ClusterProcess.start(directory, out);
        finish(directory, settings, out);
        return 0;
    }

    /** Where nothing but the rest of a restore is, an empty cluster would look like its result. */
    private static void refuseHalfRestored(DataDirectory directory) {
        StagedRestore staged = new StagedRestore(directory);
        if (staged.isPresent() && !staged.isWhole() && !isMade(directory)) {
            throw new LauncherException("a restore into " + directory.root()
                    + " was cut short; run it again, or delete the directory. Nothing was changed");
        }
    }

    private static void finishRestore(DataDirectory directory, PrintWriter out) {
        StagedRestore staged = new StagedRestore(directory);
        if (staged.isWhole()) {
            staged.install();
            out.println("finished a restore that was cut short");
        } else if (staged.isPresent()) {
            staged.discard();
            out.println("a restore was cut short before it changed anything; its remains are removed");
        }
    }

    private static int alreadyRuns(RunState.Status running, PrintWriter out) {
        if (!running.state().equals("ready")) {
            throw new LauncherException("the cluster is " + running.state() + " (pid " + running.pid()
                    + "); ./quarterdeck status says how far it is");
        }
        out.println("already up: " + running.apiAddress() + " (pid " + running.pid() + ")");
        out.flush();
        return 0;
    }

    private ClusterSettings settings(DataDirectory directory, PrintWriter out) {
        Optional<ClusterSettings> stored = ClusterSettings.read(directory);
        int wantedNodes =
                nodes != null ? nodes : stored.map(ClusterSettings::nodes).orElse(1);
        int wantedPort = port != null ? port : stored.map(ClusterSettings::port).orElse(STANDARD_PORT);
        if (wantedPort < 1 || wantedPort > 65535) {
            throw new LauncherException("--port must be between 1 and 65535, not " + wantedPort);
        }
        ClusterSettings.Runtime chosen = chooseRuntime(stored, out);
        if (wantedNodes < 1 || wantedNodes > chosen.mostNodes()) {
            throw new LauncherException("--nodes must be between 1 and " + chosen.mostNodes() + ", not " + wantedNodes);
        }
        ClusterSettings wanted = withFeatures(
                stored.map(s -> s.with(wantedNodes, chosen, wantedPort))
                        .orElseGet(() -> ClusterSettings.fresh(wantedNodes, chosen, wantedPort)),
                out);
        return network.applyTo(wanted, stored.orElse(null));
    }

    private ClusterSettings withFeatures(ClusterSettings settings, PrintWriter out) {
        String gates = featureGates != null ? featureGates : settings.featureGates();
        String versions = runtimeConfig != null ? runtimeConfig : settings.runtimeConfig();
        try {
            Features.parse(gates, "");
        } catch (IllegalArgumentException e) {
            throw new LauncherException("--feature-gates: " + e.getMessage());
        }
        try {
            Features.parse("", versions);
        } catch (IllegalArgumentException e) {
            throw new LauncherException("--runtime-config: " + e.getMessage());
        }
        Features.parse(gates, versions).incomplete().forEach(out::println);
        return settings.with(gates, versions);
    }

    private ClusterSettings.Runtime chooseRuntime(Optional<ClusterSettings> stored, PrintWriter out) {
        boolean able = "root".equals(System.getProperty("user.name"));
        if (runtime != null) {
            if (runtime == ClusterSettings.Runtime.CONTAINERD && !able) {
                throw new LauncherException("--runtime containerd needs root: run it with sudo");
            }
            return runtime;
        }
        if (stored.isPresent()) {
            return stored.get().runtime();
        }
        if (!able) {
            out.println("not root: nodes are simulated (pods run in status only); run as root for real containers");
            return ClusterSettings.Runtime.SIMULATED;
        }
        return ClusterSettings.Runtime.CONTAINERD;
    }

    private static void checkPort(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Permission denied")) {
                throw new LauncherException("port " + port + " is only for root; choose one above 1023 with --port");
            }
            throw new LauncherException("port " + port
                    + " is in use on this machine; choose another one with --port, for example --port " + (port + 1));
        }
    }

    private void finish(DataDirectory directory, ClusterSettings settings, PrintWriter out) {
        String kubectl = "kubectl --kubeconfig " + directory.kubeconfig();
        if (!leaveKubeconfig) {
            Path user = Kubeconfig.userFile();
            Kubeconfig.mergeInto(user, Kubeconfig.read(directory.kubeconfig()));
            kubectl = "kubectl";
            out.println("context \"" + Kubeconfig.CONTEXT + "\" is now current in " + user);
        }
        out.println();
        out.println("The cluster is up: https://127.0.0.1:" + settings.port());
        if (settings.hasHosts()) {
            out.println("  " + kubectl + " get nodes -o wide");
            out.println("  " + kubectl + " create deployment web --image=IMAGE --replicas=3");
            out.println("  ./quarterdeck image import FILE.tar    puts an image on every host");
        } else {
            out.println("  " + kubectl + " api-resources          what it serves; without hosts and controllers");
        }
        out.println("  ./quarterdeck status                  says how everything is");
        out.println("  ./quarterdeck down                    stops it and keeps its data in " + directory.root());
        out.flush();
    }

    static boolean isMade(DataDirectory directory) {
        return Files.exists(directory.settings());
    }
}
