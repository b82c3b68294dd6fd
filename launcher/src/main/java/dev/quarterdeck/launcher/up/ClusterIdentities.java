package dev.quarterdeck.launcher.up;

import dev.quarterdeck.launcher.certificates.ClusterPki;
import dev.quarterdeck.launcher.certificates.ClusterPki.CertificateFiles;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.host.ClusterHost;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

/** Who the parts of one cluster are to each other: their certificates, made where they are not there or not good any more. */
public final class ClusterIdentities {
    private final ClusterSettings settings;
    private final ClusterPki pki;

    ClusterIdentities(ClusterSettings settings, ClusterPki pki) {
        this.settings = settings;
        this.pki = pki;
    }

    /** All that a simulated cluster of these settings shows, before it starts: it has none to make then. */
    public static void prepare(DataDirectory directory, ClusterSettings settings) {
        ClusterPki pki = ClusterPki.open(directory.pki(), InstantSource.system());
        ClusterIdentities identities = new ClusterIdentities(settings, pki);
        identities.admin();
        identities.gateway();
        identities.kubeletClient();
        identities.frontProxy();
        identities.scheduler();
        identities.controllers();
        identities.simulatedNodes();
        pki.serviceAccountKey();
        HostServices services = new HostServices(directory, settings, pki);
        IntStream.rangeClosed(1, settings.nodes()).mapToObj(ClusterHost::of).forEach(services::simulated);
    }

    /** The user's. */
    CertificateFiles admin() {
        return pki.user("admin", "kubernetes-admin", List.of("quarterdeck:cluster-admins"));
    }

    CertificateFiles gateway() {
        List<String> names = ClusterPki.gatewayNames(
                List.of(ClusterHost.of(1).address(), settings.network().apiAddress()));
        return pki.server("gateway", "kube-apiserver", List.of(), names);
    }

    /** Of the gateway where it speaks to nodes. */
    CertificateFiles kubeletClient() {
        return pki.client("kubelet-client", "kube-apiserver-kubelet-client", List.of());
    }

    /** Of the gateway where it speaks to other API servers. */
    CertificateFiles frontProxy() {
        return pki.frontProxy().frontProxyClient();
    }

    CertificateFiles scheduler() {
        return pki.client("scheduler", "system:kube-scheduler", List.of());
    }

    CertificateFiles controllers() {
        return pki.client("controllers", "system:kube-controller-manager", List.of());
    }

    CertificateFiles network() {
        return pki.client("network", "system:quarterdeck:network", List.of());
    }

    /** Of a host's agent, for its own API too. */
    CertificateFiles node(ClusterHost host, String address) {
        return pki.server(
                host.node(), "system:node:" + host.node(), List.of("system:nodes"), List.of(host.node(), address));
    }

    /** Of all simulated nodes, which are one client. */
    CertificateFiles simulatedNodes() {
        return pki.client(
                "simulated-nodes",
                "system:quarterdeck:simulated-nodes",
                List.of("system:nodes", "quarterdeck:cluster-admins"));
    }
}
