package dev.quarterdeck.node.host;

import dev.quarterdeck.node.cgroup.PodCgroups;
import dev.quarterdeck.node.cri.v1.LinuxPodSandboxConfig;
import dev.quarterdeck.node.cri.v1.PodSandboxConfig;
import dev.quarterdeck.node.cri.v1.PodSandboxMetadata;
import dev.quarterdeck.node.cri.v1.PortMapping;
import dev.quarterdeck.node.cri.v1.Protocol;
import dev.quarterdeck.node.log.LogPaths;
import dev.quarterdeck.node.network.PodHostname;
import dev.quarterdeck.node.network.Resolver;
import dev.quarterdeck.node.runtime.Labels;
import dev.quarterdeck.node.security.SecurityContexts;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Sysctl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Describes a pod's sandbox to the runtime. */
final class SandboxConfigs {
    private static final Path HOST_RESOLVER = Path.of("/etc/resolv.conf");

    private final LogPaths logs;
    private final PodCgroups cgroups;

    SandboxConfigs(LogPaths logs, PodCgroups cgroups) {
        this.logs = logs;
        this.cgroups = cgroups;
    }

    PodSandboxConfig of(Pod pod, int attempt, NodeFacts node) {
        Map<String, String> labels = new HashMap<>();
        if (pod.getMetadata().getLabels() != null) {
            labels.putAll(pod.getMetadata().getLabels());
        }
        labels.put(Labels.POD_NAME, PodFacts.name(pod));
        labels.put(Labels.POD_NAMESPACE, PodFacts.namespace(pod));
        labels.put(Labels.POD_UID, PodFacts.uid(pod));
        PodSandboxConfig.Builder config = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName(PodFacts.name(pod))
                        .setNamespace(PodFacts.namespace(pod))
                        .setUid(PodFacts.uid(pod))
                        .setAttempt(attempt))
                .setLogDirectory(logs.pod(pod).toString())
                .putAllLabels(labels)
                .setDnsConfig(Resolver.of(pod, hostResolver(), node.clusterDns(), node.clusterDomain())
                        .toCri())
                .addAllPortMappings(ports(pod))
                .setLinux(LinuxPodSandboxConfig.newBuilder()
                        .setCgroupParent(cgroups.parent(pod))
                        .setSecurityContext(SecurityContexts.ofSandbox(pod))
                        .putAllSysctls(sysctls(pod)));
        if (!PodFacts.hostNetwork(pod)) {
            config.setHostname(PodHostname.of(pod, node.clusterDomain()).kernelName(pod));
        }
        return config.build();
    }

    private static Resolver hostResolver() {
        try {
            return Resolver.parse(Files.readString(HOST_RESOLVER));
        } catch (IOException e) {
            return Resolver.EMPTY;
        }
    }

    private static List<PortMapping> ports(Pod pod) {
        List<PortMapping> mappings = new ArrayList<>();
        if (PodFacts.hostNetwork(pod)) {
            return mappings;
        }
        List<Container> containers = new ArrayList<>(pod.getSpec().getContainers());
        containers.addAll(pod.getSpec().getInitContainers());
        for (Container container : containers) {
            for (ContainerPort port : container.getPorts()) {
                if (port.getHostPort() != null && port.getHostPort() > 0) {
                    mappings.add(PortMapping.newBuilder()
                            .setContainerPort(port.getContainerPort())
                            .setHostPort(port.getHostPort())
                            .setHostIp(port.getHostIP() == null ? "" : port.getHostIP())
                            .setProtocol(
                                    port.getProtocol() == null ? Protocol.TCP : Protocol.valueOf(port.getProtocol()))
                            .build());
                }
            }
        }
        return mappings;
    }

    private static Map<String, String> sysctls(Pod pod) {
        Map<String, String> sysctls = new HashMap<>();
        PodFacts.securityContext(pod).ifPresent(context -> {
            for (Sysctl sysctl : context.getSysctls()) {
                sysctls.put(sysctl.getName().replace('/', '.'), sysctl.getValue());
            }
        });
        return sysctls;
    }
}
