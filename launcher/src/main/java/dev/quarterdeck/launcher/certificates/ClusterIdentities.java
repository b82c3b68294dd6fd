package dev.quarterdeck.launcher.certificates;

import dev.quarterdeck.launcher.certificates.ClusterPki.CertificateFiles;
import java.util.List;

/** Who the parts of one cluster are to each other: their certificates, made where they are not there or not good any more. */
public final class ClusterIdentities {
    private final ClusterPki pki;

    public ClusterIdentities(ClusterPki pki) {
        this.pki = pki;
    }

    /** The user's. */
    public CertificateFiles admin() {
        return pki.user("admin", "kubernetes-admin", List.of("quarterdeck:cluster-admins"));
    }

    /** @param names further ones under which it is reached */
    public CertificateFiles gateway(List<String> names) {
        return pki.server("gateway", "kube-apiserver", List.of(), ClusterPki.gatewayNames(names));
    }

    /** Of the gateway where it speaks to nodes. */
    public CertificateFiles kubeletClient() {
        return pki.client("kubelet-client", "kube-apiserver-kubelet-client", List.of());
    }

    public CertificateFiles scheduler() {
        return pki.client("scheduler", "system:kube-scheduler", List.of());
    }

    public CertificateFiles controllers() {
        return pki.client("controllers", "system:kube-controller-manager", List.of());
    }

    public CertificateFiles network() {
        return pki.client("network", "system:quarterdeck:network", List.of());
    }

    /**
     * Of a host's agent, for its own API too.
     *
     * @param file name of its files
     */
    public CertificateFiles node(String file, String node, String address) {
        return pki.server(file, "system:node:" + node, List.of("system:nodes"), List.of(node, address));
    }

    /** Of all simulated nodes, which are one client. */
    public CertificateFiles simulatedNodes() {
        return pki.client(
                "simulated-nodes",
                "system:quarterdeck:simulated-nodes",
                List.of("system:nodes", "quarterdeck:cluster-admins"));
    }
}
