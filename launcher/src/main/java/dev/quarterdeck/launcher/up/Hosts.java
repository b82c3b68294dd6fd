package dev.quarterdeck.launcher.up;

import dev.quarterdeck.launcher.certificates.ClusterIdentities;
import dev.quarterdeck.launcher.certificates.ClusterPki;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.host.ClusterHost;
import dev.quarterdeck.launcher.host.HostClaim;
import dev.quarterdeck.launcher.host.HostCommand;
import dev.quarterdeck.launcher.host.HostNetwork;
import dev.quarterdeck.network.NetworkServiceConfiguration;
import dev.quarterdeck.node.NodeAgentConfiguration;
import dev.quarterdeck.node.containerd.ContainerdProcess;
import dev.quarterdeck.node.containerd.ContainerdSettings;
import dev.quarterdeck.node.image.ImageImport;
import dev.quarterdeck.node.image.OciImageArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The hosts of the cluster and what runs on them. The first host's services run in this JVM, further ones in a JVM of their own; simulated nodes all run here.
 * Containerd outlives this process, and so do containers.
 */
final class Hosts implements AutoCloseable {
    private static final Path BUSYBOX = Path.of("/bin/busybox");

    private final DataDirectory directory;
    private final ClusterSettings settings;
    private final ClusterPki pki;
    private final List<ClusterHost> hosts;
    private final Progress progress;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    Hosts(
            DataDirectory directory,
            ClusterSettings settings,
            ClusterPki pki,
            List<ClusterHost> hosts,
            Progress progress) {
        this.directory = directory;
        this.settings = settings;
        this.pki = pki;
        this.hosts = hosts;
        this.progress = progress;
    }

    private boolean simulated() {
        return settings.runtime() != ClusterSettings.Runtime.CONTAINERD;
    }

    /** Network and containerd of every host: what needs no API. */
    void prepare() {
        if (simulated()) {
            return;
        }
        HostClaim.ofThisMachine().take(directory.root());
        HostNetwork network = new HostNetwork();
        network.ensureBridge();
        for (ClusterHost host : hosts) {
            network.ensureHost(host);
            startContainerd(host);
        }
        progress.say(hosts.size() == 1 ? "containerd is up" : "containerd is up on " + hosts.size() + " hosts");
    }

    private void startContainerd(ClusterHost host) {
        ContainerdSettings containerd = HostContainerd.settings(directory, host);
        try {
            boolean adopted = new ContainerdProcess(containerd).start();
            if (!adopted && !hasImage(containerd, HostContainerd.SANDBOX_IMAGE)) {
                new ImageImport(containerd.socket())
                        .load(OciImageArchive.ofPause(HostContainerd.SANDBOX_IMAGE, BUSYBOX));
            }
        } catch (IOException e) {
            throw new LauncherException("containerd of " + host.node() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted");
        }
    }

    private static boolean hasImage(ContainerdSettings containerd, String image) {
        return HostCommand.run("ctr", "--address", containerd.socket().toString(), "-n", "k8s.io", "images", "ls", "-q")
                .lines()
                .anyMatch(image::equals);
    }

    /** Starts the services of every host and waits until all nodes are Ready. */
    void start(ControlPlane plane) {
        HostServices services = new HostServices(directory, settings, pki);
        NodeReadiness readiness = NodeReadiness.follow(
                plane.caches(), hosts.stream().map(ClusterHost::node).toList());
        if (simulated()) {
            push(SimulatedNodes.start(
                    hosts.stream().map(services::simulated).toList(),
                    plane,
                    pki.caCertificate(),
                    new ClusterIdentities(pki).simulatedNodes(),
                    settings.port()));
        }
        for (ClusterHost host : simulated() ? List.<ClusterHost>of() : hosts) {
            if (host.isThisMachine()) {
                startHere(services, host, plane);
            } else {
                push(HostProcess.start(directory, host, services.nodeAgent(host), services.networkService(host)));
            }
        }
        progress.say("waiting for " + (hosts.size() == 1 ? "the node" : hosts.size() + " nodes") + " to be Ready");
        readiness.await();
        progress.say(hosts.size() == 1 ? "the node is Ready" : "all nodes are Ready");
    }

    private void startHere(HostServices services, ClusterHost host, ControlPlane plane) {
        push(ServiceContext.of(NetworkServiceConfiguration.class)
                .sharing(io.micrometer.core.instrument.MeterRegistry.class, plane.metrics())
                .with(services.networkService(host))
                .start());
        push(ServiceContext.of(NodeAgentConfiguration.class)
                .sharing(io.micrometer.core.instrument.MeterRegistry.class, plane.metrics())
                .with(services.nodeAgent(host))
                .start());
    }

    private void push(AutoCloseable part) {
        synchronized (started) {
            started.push(part);
        }
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LoggerFactory.getLogger(Hosts.class).warn("a host did not stop in order", e);
            }
        }
    }
}
