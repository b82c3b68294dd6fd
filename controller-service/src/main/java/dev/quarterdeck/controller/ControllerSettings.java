package dev.quarterdeck.controller;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of controller-service, {@code quarterdeck.controller.*}.
 *
 * @param identity of this replica in leader election; empty for host name and a random part
 * @param workers threads of each controller; those that must decide one thing at a time have one whatever this says
 * @param clusterCidr addresses of all pods, a range of IPv4 or IPv6, or one of each with a comma between; empty gives nodes no ranges
 * @param nodeCidrMaskSize length of the prefix of one node's range of IPv4 addresses of pods
 * @param nodeCidrMaskSizeIpv6 length of the prefix of one node's range of IPv6 addresses of pods
 * @param nodeMonitorPeriod between two looks at a node
 * @param nodeMonitorGracePeriod how long a node may be silent before its conditions become Unknown; longer than several renewals of its lease
 * @param terminatedPodThreshold how many ended pods may stay before the oldest are deleted; 0 for all
 * @param rootCaFile PEM published to every namespace as {@code kube-root-ca.crt}; by default {@code quarterdeck.api.ca-file}
 * @param serviceAccountKeyFile PEM of the key that signs service account tokens, for tokens in secrets; without it such secrets stay empty
 * @param signerCertFile PEM of the authority that signs certificates of CertificateSigningRequests; without it none are signed
 * @param signerKeyFile its key, PKCS #8
 */
@ConfigurationProperties("quarterdeck.controller")
public record ControllerSettings(
        @DefaultValue("") String identity,
        @DefaultValue("5") int workers,
        @DefaultValue("10.244.0.0/16") String clusterCidr,
        @DefaultValue("24") int nodeCidrMaskSize,
        @DefaultValue("64") int nodeCidrMaskSizeIpv6,
        @DefaultValue("5s") Duration nodeMonitorPeriod,
        @DefaultValue("40s") Duration nodeMonitorGracePeriod,
        @DefaultValue("12500") int terminatedPodThreshold,
        @Nullable Path rootCaFile,
        @Nullable Path serviceAccountKeyFile,
        @Nullable Path signerCertFile,
        @Nullable Path signerKeyFile) {

    public ControllerSettings {
        if (workers < 1) {
            throw new IllegalArgumentException("quarterdeck.controller.workers must be at least 1");
        }
        if (nodeMonitorPeriod.isNegative() || nodeMonitorPeriod.isZero()) {
            throw new IllegalArgumentException("quarterdeck.controller.node-monitor-period must be more than nothing");
        }
        if (nodeMonitorGracePeriod.compareTo(nodeMonitorPeriod) < 0) {
            throw new IllegalArgumentException(
                    "quarterdeck.controller.node-monitor-grace-period must not be shorter than the period");
        }
    }
}
