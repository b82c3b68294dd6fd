package dev.quarterdeck.launcher.up;

import dev.quarterdeck.launcher.certificates.ClusterIdentities;
import dev.quarterdeck.launcher.certificates.ClusterPki;
import dev.quarterdeck.launcher.certificates.ClusterPki.CertificateFiles;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.host.ClusterHost;
import dev.quarterdeck.node.NodeAgentSettings;
import dev.quarterdeck.node.containerd.ContainerdSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of a host's two services, with the certificates they show. The same whether they run in this JVM or in one of their own. */
final class HostServices {
    /** Simulated nodes beyond which none of them listens. */
    private static final int MOST_LISTENERS = 200;

    private static final int AGENT_PORT = 10250;

    private final DataDirectory directory;
    private final ClusterSettings settings;
    private final ClusterPki pki;
    private final ClusterIdentities identities;

    HostServices(DataDirectory directory, ClusterSettings settings, ClusterPki pki) {
        this.directory = directory;
        this.settings = settings;
        this.pki = pki;
        this.identities = new ClusterIdentities(pki);
    }

    Map<String, String> nodeAgent(ClusterHost host) {
        CertificateFiles identity = identities.node(host.node(), host.node(), address(host));
        ContainerdSettings containerd = HostContainerd.settings(directory, host);
        Map<String, String> properties = api(host, identity);
        properties.put("quarterdeck.node.name", host.node());
        properties.put("quarterdeck.node.address", address(host));
        properties.put("quarterdeck.node.cluster-dns", settings.network().dnsAddress());
        properties.put("quarterdeck.node.runtime", settings.runtime().name());
        properties.put("quarterdeck.node.containerd-socket", containerd.socket().toString());
        properties.put(
                "quarterdeck.node.directory",
                directory.host(host.node()).resolve("node").toString());
        properties.put(
                "quarterdeck.node.cni-conf-directory",
                containerd.cniConfDirectory().toString());
        properties.put("quarterdeck.node.bridge", "qd-pods");
        properties.put("quarterdeck.node.cgroup-root", "/quarterdeck-" + host.node());
        properties.put("quarterdeck.node.cert-file", identity.certificate().toString());
        properties.put("quarterdeck.node.key-file", identity.key().toString());
        properties.put("quarterdeck.node.client-ca-file", pki.caCertificate().toString());
        return properties;
    }

    /** How simulated nodes are: no files; an API of their own only where they are few, since each has a listener and a key, and where there is an address for it. */
    NodeAgentSettings simulated(ClusterHost host) {
        List<String> addresses = simulatedAddresses(host);
        return NodeAgentSettings.simulated(
                host.node(),
                addresses.getFirst(),
                addresses.size() == 1 ? "" : addresses.getLast(),
                directory.host(host.node()),
                areFew() && LoopbackAddress.canListen(addresses.getFirst()) ? listener(host) : null);
    }

    private NodeAgentSettings.Listener listener(ClusterHost host) {
        CertificateFiles identity = identities.node(host.node(), host.node(), address(host));
        return new NodeAgentSettings.Listener(AGENT_PORT, identity.certificate(), identity.key(), pki.caCertificate());
    }

    private boolean areFew() {
        return settings.nodes() <= MOST_LISTENERS;
    }

    Map<String, String> networkService(ClusterHost host) {
        CertificateFiles identity = identities.network();
        Map<String, String> properties = api(host, identity);
        properties.put("quarterdeck.network.node", host.node());
        properties.put("quarterdeck.network.node-address", host.address());
        properties.put("quarterdeck.network.pod-cidr", settings.clusterCidr());
        properties.put("quarterdeck.network.service-cidr", settings.network().serviceCidr());
        properties.put("quarterdeck.network.cluster-dns", settings.network().dnsAddress());
        return properties;
    }

    private String address(ClusterHost host) {
        return settings.runtime() == ClusterSettings.Runtime.SIMULATED
                ? simulatedAddresses(host).getFirst()
                : host.address();
    }

    /** Of each family of pods. The first is where the node's API listens, if it has one; loopback addresses of IPv6 are few. */
    private List<String> simulatedAddresses(ClusterHost host) {
        List<String> families = settings.network().podFamilies();
        String v4 = areFew() ? LoopbackAddress.of(settings.port(), host.index()) : "127.0.0.1";
        String first = families.getFirst().equals("IPv4") ? v4 : LoopbackAddress.ofV6(host.addressV6());
        if (families.size() == 1) {
            return List.of(first);
        }
        return List.of(first, families.getLast().equals("IPv4") ? v4 : host.addressV6());
    }

    private Map<String, String> api(ClusterHost host, CertificateFiles identity) {
        String address = host.isThisMachine() || settings.runtime() == ClusterSettings.Runtime.SIMULATED
                ? "127.0.0.1"
                : ClusterHost.of(1).address();
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("quarterdeck.api.url", "https://" + address + ":" + settings.port());
        properties.put("quarterdeck.api.ca-file", pki.caCertificate().toString());
        properties.put("quarterdeck.api.cert-file", identity.certificate().toString());
        properties.put("quarterdeck.api.key-file", identity.key().toString());
        return properties;
    }
}
