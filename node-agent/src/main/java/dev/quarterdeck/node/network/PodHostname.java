package dev.quarterdeck.node.network;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * What a pod is called on the network.
 *
 * @param hostname at most 63 characters
 * @param fqdn empty without a subdomain
 */
public record PodHostname(String hostname, String fqdn) {
    private static final int LONGEST = 63;

    public static PodHostname of(Pod pod, String clusterDomain) {
        String override = pod.getSpec().getHostnameOverride();
        if (override != null && !override.isEmpty()) {
            return new PodHostname(override, "");
        }
        String wanted = pod.getSpec().getHostname();
        String hostname =
                wanted == null || wanted.isEmpty() ? truncated(pod.getMetadata().getName()) : wanted;
        String subdomain = pod.getSpec().getSubdomain();
        String fqdn = subdomain == null || subdomain.isEmpty()
                ? ""
                : hostname + "." + subdomain + "." + pod.getMetadata().getNamespace() + ".svc." + clusterDomain;
        return new PodHostname(hostname, fqdn);
    }

    /** What the sandbox's kernel name is set to. */
    public String kernelName(Pod pod) {
        return Boolean.TRUE.equals(pod.getSpec().getSetHostnameAsFQDN()) && !fqdn.isEmpty() ? fqdn : hostname;
    }

    private static String truncated(String name) {
        String cut = name.length() <= LONGEST ? name : name.substring(0, LONGEST);
        while (cut.endsWith("-") || cut.endsWith(".")) {
            cut = cut.substring(0, cut.length() - 1);
        }
        return cut;
    }
}
