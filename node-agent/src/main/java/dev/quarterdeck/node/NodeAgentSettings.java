package dev.quarterdeck.node;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the node agent, {@code quarterdeck.node.*}.
 *
 * @param name of the Node; the client certificate must be that of {@code system:node:NAME}
 * @param address of this node on the hosts' network; pods' hostIP
 * @param secondaryAddress the same of the other family; empty where the node has one alone
 * @param runtime {@code CONTAINERD} runs containers, {@code SIMULATED} only says so
 * @param containerdSocket CRI socket of the container runtime
 * @param directory holds pods' volumes and logs
 * @param cniConfDirectory where the runtime looks for its network configuration; the agent writes it
 * @param networkNamespace named network namespace of this host, where it is not that of the process; the API listens there, and the runtime's streams are
 *     reached from there
 * @param bridge name of the bridge that pods are attached to, at most 15 characters
 * @param mtu of pods' interfaces; 0 = the kernel's choice
 * @param cgroupRoot control group of all pods; nodes that share a machine need one each
 * @param maxPods how many pods the node takes
 * @param clusterDns name servers of pods
 * @param clusterDomain the cluster's domain
 * @param port of the agent's API; 0 picks a free one
 * @param certFile PEM of the API's certificate, with its chain; without one the API is not served
 * @param keyFile PEM of the certificate's key
 * @param clientCaFile PEM of the authority that signs the certificates of callers
 * @param allowedUsers common names that may call the API
 * @param allowedGroups organizations that may call the API
 */
@Validated
@ConfigurationProperties("quarterdeck.node")
public record NodeAgentSettings(
        @NotBlank String name,
        @NotBlank String address,
        @DefaultValue("") String secondaryAddress,
        @DefaultValue("CONTAINERD") Runtime runtime,
        @DefaultValue("/run/quarterdeck/containerd.sock") Path containerdSocket,
        @DefaultValue("/var/lib/quarterdeck/node") Path directory,
        @DefaultValue("/var/lib/quarterdeck/cni") Path cniConfDirectory,
        @DefaultValue("") String networkNamespace,
        @DefaultValue("qd0") String bridge,
        @DefaultValue("0") int mtu,
        @DefaultValue("/kubepods") String cgroupRoot,
        @DefaultValue("110") @Min(1) int maxPods,
        @DefaultValue("10.96.0.10") List<String> clusterDns,
        @DefaultValue("cluster.local") String clusterDomain,
        @DefaultValue("10250") @Min(0) @Max(65535) int port,
        @Nullable Path certFile,
        @Nullable Path keyFile,
        @Nullable Path clientCaFile,
        @DefaultValue("kube-apiserver-kubelet-client") List<String> allowedUsers,
        @DefaultValue({}) List<String> allowedGroups) {

    /** Where a node's API listens, as whom, and whose callers it believes. */
    public record Listener(int port, Path certFile, Path keyFile, Path clientCaFile) {}

    /**
     * A node that is only said to be there.
     *
     * @param directory on the disk whose size the node tells; nothing is written there
     * @param listener of its API; null for none
     */
    public static NodeAgentSettings simulated(
            String name, String address, Path directory, @Nullable Listener listener) {
        return simulated(name, address, "", directory, listener);
    }

    /** The same with addresses of both families. */
    public static NodeAgentSettings simulated(
            String name, String address, String secondaryAddress, Path directory, @Nullable Listener listener) {
        return new NodeAgentSettings(
                name,
                address,
                secondaryAddress,
                Runtime.SIMULATED,
                directory,
                directory,
                directory,
                "",
                "none",
                0,
                "",
                110,
                List.of("10.96.0.10"),
                "cluster.local",
                listener == null ? 0 : listener.port(),
                listener == null ? null : listener.certFile(),
                listener == null ? null : listener.keyFile(),
                listener == null ? null : listener.clientCaFile(),
                List.of("kube-apiserver-kubelet-client"),
                List.of());
    }

    /** The main address first. */
    List<String> addresses() {
        return secondaryAddress.isEmpty() ? List.of(address) : List.of(address, secondaryAddress);
    }

    /** What runs containers. */
    public enum Runtime {
        CONTAINERD,
        SIMULATED
    }
}
