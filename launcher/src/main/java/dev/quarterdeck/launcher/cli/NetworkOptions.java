package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.launcher.data.ClusterNetwork;
import dev.quarterdeck.launcher.data.ClusterSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which addresses services and pods have. */
final class NetworkOptions {
    @Option(
            names = "--service-cidr",
            paramLabel = "RANGE[,RANGE]",
            description = "addresses of services: IPv4, IPv6, or one range of each, the primary family first"
                    + " (10.96.0.0/16); kept with the cluster, which can get a second range later")
    private @Nullable String serviceCidr;

    @Option(
            names = "--pod-cidr",
            paramLabel = "RANGE[,RANGE]",
            description = "addresses of pods, as above; each node has a /24 or a /64 of it (10.244.0.0/16,"
                    + " fd00:10:244::/48, as services have families)")
    private @Nullable String podCidr;

    ClusterSettings applyTo(ClusterSettings settings, @Nullable ClusterSettings stored) {
        return settings.with(ClusterNetwork.choose(stored, serviceCidr, podCidr, settings.nodes(), settings.runtime()));
    }
}
