package dev.quarterdeck.launcher.up;

import dev.quarterdeck.launcher.certificates.ClusterIdentities;
import dev.quarterdeck.launcher.certificates.ClusterPki;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.host.ClusterHost;
import java.time.InstantSource;
import java.util.stream.IntStream;

/** The certificates of a simulated cluster before it starts: it has none to make then. */
public final class CertificatesAhead {
    private CertificatesAhead() {}

    public static void make(DataDirectory directory, ClusterSettings settings) {
        ClusterPki pki = ClusterPki.open(directory.pki(), InstantSource.system());
        pki.serviceAccountKey();
        pki.frontProxy().frontProxyClient();
        ClusterIdentities identities = new ClusterIdentities(pki);
        identities.admin();
        identities.gateway(ControlPlane.gatewayNames(settings));
        identities.kubeletClient();
        identities.scheduler();
        identities.controllers();
        identities.simulatedNodes();
        HostServices services = new HostServices(directory, settings, pki);
        IntStream.rangeClosed(1, settings.nodes()).mapToObj(ClusterHost::of).forEach(services::simulated);
    }
}
