package dev.quarterdeck.node.security;

import dev.quarterdeck.node.cri.v1.Capability;
import dev.quarterdeck.node.cri.v1.Int64Value;
import dev.quarterdeck.node.cri.v1.LinuxContainerSecurityContext;
import dev.quarterdeck.node.cri.v1.LinuxSandboxSecurityContext;
import dev.quarterdeck.node.cri.v1.NamespaceMode;
import dev.quarterdeck.node.cri.v1.NamespaceOption;
import dev.quarterdeck.node.cri.v1.SecurityProfile;
import dev.quarterdeck.node.env.EnvironmentError;
import dev.quarterdeck.node.runtime.PodRuntime.LocalImage;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pod and its containers may do, in the runtime's words. A container's own setting goes before its pod's. Pure. */
public final class SecurityContexts {
    private static final List<String> MASKED = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");
    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private SecurityContexts() {}

    public static LinuxSandboxSecurityContext ofSandbox(Pod pod) {
        LinuxSandboxSecurityContext.Builder context = LinuxSandboxSecurityContext.newBuilder()
                .setNamespaceOptions(namespaces(pod, null))
                .setPrivileged(anyPrivileged(pod))
                .setSeccomp(SecurityProfile.newBuilder().setProfileType(SecurityProfile.ProfileType.RuntimeDefault));
        PodFacts.securityContext(pod).ifPresent(own -> {
            if (own.getRunAsUser() != null) {
                context.setRunAsUser(value(own.getRunAsUser()));
            }
            if (own.getRunAsUser() != null && own.getRunAsGroup() != null) {
                context.setRunAsGroup(value(own.getRunAsGroup()));
            }
            context.addAllSupplementalGroups(groups(own));
            if (own.getSeccompProfile() != null) {
                context.setSeccomp(profile(own.getSeccompProfile()));
            }
        });
        return context.build();
    }

    private static boolean anyPrivileged(Pod pod) {
        List<Container> containers = new ArrayList<>(pod.getSpec().getContainers());
        containers.addAll(pod.getSpec().getInitContainers());
        return containers.stream()
                .anyMatch(container -> container.getSecurityContext() != null
                        && Boolean.TRUE.equals(container.getSecurityContext().getPrivileged()));
    }

    /**
     * @param targetId the container whose processes are shared, for ephemeral containers
     * @throws EnvironmentError the container must not run as root but would
     */
    public static LinuxContainerSecurityContext ofContainer(
            Pod pod, Container container, LocalImage image, @Nullable String targetId) {
        PodSecurityContext ofPod = PodFacts.securityContext(pod).orElseGet(PodSecurityContext::new);
        SecurityContext own =
                container.getSecurityContext() == null ? new SecurityContext() : container.getSecurityContext();
        Long user = own.getRunAsUser() != null ? own.getRunAsUser() : ofPod.getRunAsUser();
        Long group = own.getRunAsGroup() != null ? own.getRunAsGroup() : ofPod.getRunAsGroup();
        Boolean nonRoot = own.getRunAsNonRoot() != null ? own.getRunAsNonRoot() : ofPod.getRunAsNonRoot();
        if (Boolean.TRUE.equals(nonRoot)) {
            requireNonRoot(pod, container, image, user);
        }
        boolean privileged = Boolean.TRUE.equals(own.getPrivileged());
        LinuxContainerSecurityContext.Builder context = LinuxContainerSecurityContext.newBuilder()
                .setPrivileged(privileged)
                .setNamespaceOptions(namespaces(pod, targetId))
                .setReadonlyRootfs(Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()))
                .setNoNewPrivs(Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()))
                .addAllSupplementalGroups(groups(ofPod));
        if (user != null) {
            context.setRunAsUser(value(user));
        } else if (image.uid() != null) {
            context.setRunAsUser(value(image.uid()));
        } else if (!image.userName().isEmpty()) {
            context.setRunAsUsername(image.userName());
        }
        if (group != null) {
            context.setRunAsGroup(value(group));
        }
        if (own.getCapabilities() != null) {
            context.setCapabilities(Capability.newBuilder()
                    .addAllAddCapabilities(orEmpty(own.getCapabilities().getAdd()))
                    .addAllDropCapabilities(orEmpty(own.getCapabilities().getDrop())));
        }
        SeccompProfile seccomp = own.getSeccompProfile() != null ? own.getSeccompProfile() : ofPod.getSeccompProfile();
        context.setSeccomp(
                seccomp == null
                        ? SecurityProfile.newBuilder()
                                .setProfileType(SecurityProfile.ProfileType.Unconfined)
                                .build()
                        : profile(seccomp));
        if (!privileged && !"Unmasked".equals(own.getProcMount())) {
            context.addAllMaskedPaths(MASKED).addAllReadonlyPaths(READ_ONLY);
        }
        return context.build();
    }

    private static void requireNonRoot(Pod pod, Container container, LocalImage image, @Nullable Long user) {
        String where = " (pod: \"" + PodFacts.id(pod) + "\", container: " + container.getName() + ")";
        if (user != null) {
            if (user == 0) {
                throw new EnvironmentError("container's runAsUser breaks non-root policy" + where);
            }
        } else if (image.uid() != null) {
            if (image.uid() == 0) {
                throw new EnvironmentError("container has runAsNonRoot and image will run as root" + where);
            }
        } else if (!image.userName().isEmpty()) {
            throw new EnvironmentError("container has runAsNonRoot and image has non-numeric user (" + image.userName()
                    + "), cannot verify user is non-root" + where);
        } else {
            throw new EnvironmentError("container has runAsNonRoot and image will run as root" + where);
        }
    }

    private static List<Long> groups(PodSecurityContext context) {
        List<Long> groups = new ArrayList<>();
        if (context.getFsGroup() != null) {
            groups.add(context.getFsGroup());
        }
        groups.addAll(orEmpty(context.getSupplementalGroups()));
        return groups;
    }

    private static NamespaceOption namespaces(Pod pod, @Nullable String targetId) {
        NamespaceOption.Builder options = NamespaceOption.newBuilder();
        options.setNetwork(PodFacts.hostNetwork(pod) ? NamespaceMode.NODE : NamespaceMode.POD);
        options.setIpc(Boolean.TRUE.equals(pod.getSpec().getHostIPC()) ? NamespaceMode.NODE : NamespaceMode.POD);
        if (targetId != null) {
            options.setPid(NamespaceMode.TARGET).setTargetId(targetId);
        } else if (Boolean.TRUE.equals(pod.getSpec().getHostPID())) {
            options.setPid(NamespaceMode.NODE);
        } else {
            options.setPid(
                    Boolean.TRUE.equals(pod.getSpec().getShareProcessNamespace())
                            ? NamespaceMode.POD
                            : NamespaceMode.CONTAINER);
        }
        return options.build();
    }

    private static SecurityProfile profile(SeccompProfile profile) {
        SecurityProfile.Builder result = SecurityProfile.newBuilder();
        switch (profile.getType()) {
            case "RuntimeDefault" -> result.setProfileType(SecurityProfile.ProfileType.RuntimeDefault);
            case "Localhost" ->
                result.setProfileType(SecurityProfile.ProfileType.Localhost)
                        .setLocalhostRef("/var/lib/kubelet/seccomp/" + profile.getLocalhostProfile());
            default -> result.setProfileType(SecurityProfile.ProfileType.Unconfined);
        }
        return result.build();
    }

    private static Int64Value value(long value) {
        return Int64Value.newBuilder().setValue(value).build();
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
