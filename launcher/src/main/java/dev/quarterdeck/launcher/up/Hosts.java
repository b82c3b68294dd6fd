package dev.quarterdeck.launcher.up;

import dev.quarterdeck.launcher.certificates.ClusterPki;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.host.ClusterHost;
import java.util.List;

/** placeholder */
final class Hosts implements AutoCloseable {
    Hosts(DataDirectory directory, ClusterSettings settings, ClusterPki pki, List<ClusterHost> hosts, Progress progress) {}

    void prepare() {}

    void start(ControlPlane plane) {}

    @Override
    public void close() {}
}
