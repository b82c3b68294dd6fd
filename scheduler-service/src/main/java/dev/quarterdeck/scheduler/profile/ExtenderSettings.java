package dev.quarterdeck.scheduler.profile;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * One extender of a KubeSchedulerConfiguration. A verb that is empty is not asked for.
 *
 * @param weight of what it says of nodes
 * @param timeout of one question
 * @param knowsNodes whether names of nodes are enough for it (nodeCacheCapable)
 * @param managed extended resources that a pod must ask for, so that it is asked; empty for all pods
 * @param ignored those of them that NodeResourcesFit does not look at
 * @param ignorable whether pods are placed without it where it fails
 * @param tls files and texts in PEM; null for plain HTTP
 */
public record ExtenderSettings(
        URI url,
        String filterVerb,
        String prioritizeVerb,
        String preemptVerb,
        String bindVerb,
        long weight,
        Duration timeout,
        boolean knowsNodes,
        Set<String> managed,
        Set<String> ignored,
        boolean ignorable,
        @org.jspecify.annotations.Nullable Tls tls) {

    /**
     * @param insecure whether any certificate of the extender will do, as where no authority is named
     * @param serverName that its certificate must be for; empty for the host of its URL
     */
    public record Tls(
            boolean insecure,
            String serverName,
            String caFile,
            String caData,
            String certFile,
            String certData,
            String keyFile,
            String keyData) {}
}
