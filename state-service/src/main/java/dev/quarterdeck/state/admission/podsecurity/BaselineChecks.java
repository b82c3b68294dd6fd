package dev.quarterdeck.state.admission.podsecurity;

import dev.quarterdeck.kube.validation.pod.AppArmorProfile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The rules of the baseline level: no known way from the pod to the host. */
final class BaselineChecks {
    private static final Set<String> CAPABILITIES = Set.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");

    private static final Set<String> SE_LINUX_TYPES = Set.of("", "container_t", "container_init_t", "container_kvm_t");

    private static final Set<String> SYSCTLS = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_unprivileged_port_start");
    private static final Set<String> SYSCTLS_OF_29 = Set.of(
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes");
    private static final Set<String> SYSCTLS_OF_32 = Set.of("net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem");

    private BaselineChecks() {}

    static @Nullable Violation appArmorProfile(PodView pod, int minor) {
        TreeSet<String> types = new TreeSet<>();
        boolean onPod = badAppArmor(pod.security(), types);
        List<String> setters = PodView.setters(onPod, pod.names(c -> badAppArmor(PodView.security(c), types)));
        TreeSet<String> annotations = new TreeSet<>();
        pod.metadata().path("annotations").properties().forEach(e -> {
            String text = e.getValue().asString("");
            if (e.getKey().startsWith(AppArmorProfile.ANNOTATION) && !text.isEmpty() && !isConfined(text)) {
                annotations.add(e.getKey() + "=\"" + text + "\"");
            }
        });
        if (!annotations.isEmpty()) {
            setters.add(PodView.some("annotation", "annotations", annotations.size()));
        }
        if (setters.isEmpty()) {
            return null;
        }
        List<String> values = new ArrayList<>(types);
        values.addAll(annotations);
        return new Violation(
                PodView.some("forbidden AppArmor profile", "forbidden AppArmor profiles", values.size()),
                String.join(" and ", setters) + " must not set AppArmor profile type to " + PodView.quoted(values));
    }

    private static boolean isConfined(String annotation) {
        AppArmorProfile profile = AppArmorProfile.read(annotation);
        return profile != null && !profile.type().equals(AppArmorProfile.UNCONFINED);
    }

    private static boolean badAppArmor(JsonNode security, Set<String> types) {
        JsonNode profile = security.path("appArmorProfile");
        String type = profile.path("type").asString("");
        if (!profile.isObject() || type.equals("RuntimeDefault") || type.equals("Localhost")) {
            return false;
        }
        types.add(type);
        return true;
    }

    static @Nullable Violation capabilities(PodView pod, int minor) {
        TreeSet<String> extra = new TreeSet<>();
        List<String> names = pod.names(c -> {
            boolean bad = false;
            for (JsonNode added : PodView.security(c).path("capabilities").path("add")) {
                if (!CAPABILITIES.contains(added.asString(""))) {
                    extra.add(added.asString(""));
                    bad = true;
                }
            }
            return bad;
        });
        return names.isEmpty()
                ? null
                : new Violation(
                        "non-default capabilities",
                        PodView.containers(names) + " must not include " + PodView.quoted(extra)
                                + " in securityContext.capabilities.add");
    }

    static @Nullable Violation hostNamespaces(PodView pod, int minor) {
        List<String> shared = new ArrayList<>(0);
        for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
            if (PodView.isTrue(pod.spec().path(field))) {
                shared.add(field + "=true");
            }
        }
        return shared.isEmpty() ? null : new Violation("host namespaces", String.join(", ", shared));
    }

    static @Nullable Violation hostPathVolumes(PodView pod, int minor) {
        List<String> names = new ArrayList<>(0);
        for (JsonNode volume : pod.spec().path("volumes")) {
            if (volume.path("hostPath").isObject()) {
                names.add(volume.path("name").asString(""));
            }
        }
        return names.isEmpty()
                ? null
                : new Violation(
                        "hostPath volumes",
                        PodView.some("volume", "volumes", names.size()) + " " + PodView.quoted(names));
    }

    static @Nullable Violation hostPorts(PodView pod, int minor) {
        TreeSet<String> ports = new TreeSet<>();
        List<String> names = pod.names(c -> {
            boolean bad = false;
            for (JsonNode port : c.path("ports")) {
                if (port.path("hostPort").asInt(0) != 0) {
                    ports.add(port.path("hostPort").asString(""));
                    bad = true;
                }
            }
            return bad;
        });
        return names.isEmpty()
                ? null
                : new Violation(
                        "hostPort",
                        PodView.containers(names) + " " + PodView.some("uses", "use", names.size()) + " "
                                + PodView.some("hostPort", "hostPorts", ports.size()) + " "
                                + String.join(", ", ports));
    }

    static @Nullable Violation probeHosts(PodView pod, int minor) {
        if (minor < 34) {
            return null;
        }
        TreeSet<String> hosts = new TreeSet<>();
        TreeSet<String> names = new TreeSet<>(pod.names(c -> {
            Set<String> here = new HashSet<>();
            for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
                addHosts(c.path(probe), here);
            }
            addHosts(c.path("lifecycle").path("postStart"), here);
            addHosts(c.path("lifecycle").path("preStop"), here);
            hosts.addAll(here);
            return !here.isEmpty();
        }));
        return names.isEmpty()
                ? null
                : new Violation(
                        "probe or lifecycle host",
                        PodView.containers(names) + " " + PodView.some("uses", "use", names.size()) + " "
                                + PodView.some("probe or lifecycle host", "probe or lifecycle hosts", hosts.size())
                                + " " + PodView.quoted(hosts));
    }

    private static void addHosts(JsonNode handler, Set<String> hosts) {
        for (String action : List.of("httpGet", "tcpSocket")) {
            String host = handler.path(action).path("host").asString("");
            if (!host.isEmpty()) {
                hosts.add(host);
            }
        }
    }

    static @Nullable Violation privileged(PodView pod, int minor) {
        List<String> names = pod.names(c -> PodView.isTrue(PodView.security(c).path("privileged")));
        return names.isEmpty()
                ? null
                : new Violation(
                        "privileged", PodView.containers(names) + " must not set securityContext.privileged=true");
    }

    static @Nullable Violation procMount(PodView pod, int minor) {
        return minor >= 35 && pod.hasOwnUsers() ? null : anyProcMount(pod);
    }

    static @Nullable Violation anyProcMount(PodView pod) {
        TreeSet<String> types = new TreeSet<>();
        List<String> names = pod.names(c -> {
            JsonNode mount = PodView.security(c).path("procMount");
            boolean bad = mount.isString() && !mount.stringValue().equals("Default");
            if (bad) {
                types.add(mount.stringValue());
            }
            return bad;
        });
        return names.isEmpty()
                ? null
                : new Violation(
                        "procMount",
                        PodView.containers(names) + " must not set securityContext.procMount to "
                                + PodView.quoted(types));
    }

    static @Nullable Violation seLinuxOptions(PodView pod, int minor) {
        TreeSet<String> types = new TreeSet<>();
        Set<String> fields = new HashSet<>();
        Function<JsonNode, Boolean> bad = security -> {
            JsonNode options = security.path("seLinuxOptions");
            if (!options.isObject()) {
                return false;
            }
            String type = options.path("type").asString("");
            boolean badType = !SE_LINUX_TYPES.contains(type) && !(minor >= 31 && type.equals("container_engine_t"));
            if (badType) {
                types.add(type);
            }
            boolean sets = false;
            for (String field : List.of("user", "role")) {
                if (!options.path(field).asString("").isEmpty()) {
                    fields.add(field);
                    sets = true;
                }
            }
            return badType || sets;
        };
        boolean onPod = bad.apply(pod.security());
        List<String> setters = PodView.setters(onPod, pod.names(c -> bad.apply(PodView.security(c))));
        if (setters.isEmpty()) {
            return null;
        }
        List<String> what = new ArrayList<>(3);
        if (!types.isEmpty()) {
            what.add(PodView.some("type", "types", types.size()) + " " + PodView.quoted(types));
        }
        for (String field : List.of("user", "role")) {
            if (fields.contains(field)) {
                what.add(field + " may not be set");
            }
        }
        return new Violation(
                "seLinuxOptions",
                String.join(" and ", setters) + " set forbidden securityContext.seLinuxOptions: "
                        + String.join("; ", what));
    }

    static @Nullable Violation sysctls(PodView pod, int minor) {
        List<String> names = new ArrayList<>(0);
        for (JsonNode sysctl : pod.security().path("sysctls")) {
            String name = sysctl.path("name").asString("");
            boolean safe = SYSCTLS.contains(name)
                    || minor >= 27 && name.equals("net.ipv4.ip_local_reserved_ports")
                    || minor >= 29 && SYSCTLS_OF_29.contains(name)
                    || minor >= 32 && SYSCTLS_OF_32.contains(name);
            if (!safe) {
                names.add(name);
            }
        }
        return names.isEmpty() ? null : new Violation("forbidden sysctls", String.join(", ", names));
    }

    static @Nullable Violation windowsHostProcess(PodView pod, int minor) {
        boolean onPod = isHostProcess(pod.security());
        List<String> setters = PodView.setters(onPod, pod.names(c -> isHostProcess(PodView.security(c))));
        return setters.isEmpty()
                ? null
                : new Violation(
                        "hostProcess",
                        String.join(" and ", setters)
                                + " must not set securityContext.windowsOptions.hostProcess=true");
    }

    private static boolean isHostProcess(JsonNode security) {
        return PodView.isTrue(security.path("windowsOptions").path("hostProcess"));
    }
}
