package dev.quarterdeck.network;

import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of network-service, {@code quarterdeck.network.*}.
 *
 * @param node name of this host in the cluster
 * @param nodeAddress this host's address on the hosts' network; the source of its own traffic to cluster IPs
 * @param podCidr addresses of all pods of the cluster
 * @param serviceCidr cluster IPs
 * @param hostCidr the hosts' own network
 * @param clusterDns address on which every host answers cluster DNS
 * @param clusterDomain the cluster's domain
 * @param resolvConf names the resolvers to which everything else is forwarded
 * @param networkNamespace named network namespace to work in; empty for the one of this process. DNS always listens in that of this process
 */
@Validated
@ConfigurationProperties("quarterdeck.network")
public record NetworkSettings(
        @NotBlank String node,
        @NotBlank String nodeAddress,
        @DefaultValue("10.244.0.0/16") String podCidr,
        @DefaultValue("10.96.0.0/16") String serviceCidr,
        @DefaultValue("10.89.0.0/24") String hostCidr,
        @DefaultValue("10.96.0.10") String clusterDns,
        @DefaultValue("cluster.local") String clusterDomain,
        @DefaultValue("/etc/resolv.conf") Path resolvConf,
        @DefaultValue("") String networkNamespace) {}
