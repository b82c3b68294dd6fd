package dev.quarterdeck.state.admission.podsecurity;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The rules that the restricted level adds: today's best practice for pods that nobody has to trust. Seccomp has a class of its own. */
final class RestrictedChecks {
    private static final Set<String> VOLUMES = Set.of(
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "image",
            "persistentVolumeClaim",
            "projected",
            "secret");

    private static final List<String> OTHER_VOLUMES = List.of(
            "hostPath",
            "gcePersistentDisk",
            "awsElasticBlockStore",
            "gitRepo",
            "nfs",
            "iscsi",
            "glusterfs",
            "rbd",
            "flexVolume",
            "cinder",
            "cephfs",
            "flocker",
            "fc",
            "azureFile",
            "vsphereVolume",
            "quobyte",
            "azureDisk",
            "photonPersistentDisk",
            "portworxVolume",
            "scaleIO",
            "storageos");

    private RestrictedChecks() {}

    /** Windows knows nothing of it, which is respected since 1.25. */
    private static boolean isExempt(PodView pod, int minor) {
        return minor >= 25 && pod.isWindows();
    }

    static @Nullable Violation allowPrivilegeEscalation(PodView pod, int minor) {
        if (minor < 8 || isExempt(pod, minor)) {
            return null;
        }
        List<String> names = pod.names(c -> !PodView.isFalse(PodView.security(c).path("allowPrivilegeEscalation")));
        return names.isEmpty()
                ? null
                : new Violation(
                        "allowPrivilegeEscalation != false",
                        PodView.containers(names) + " must set securityContext.allowPrivilegeEscalation=false");
    }

    static @Nullable Violation capabilities(PodView pod, int minor) {
        if (minor < 22 || isExempt(pod, minor)) {
            return null;
        }
        List<String> keeping = pod.names(
                c -> !contains(PodView.security(c).path("capabilities").path("drop"), "ALL"));
        TreeSet<String> extra = new TreeSet<>();
        List<String> adding = pod.names(c -> {
            boolean bad = false;
            for (JsonNode added : PodView.security(c).path("capabilities").path("add")) {
                if (!added.asString("").equals("NET_BIND_SERVICE")) {
                    extra.add(added.asString(""));
                    bad = true;
                }
            }
            return bad;
        });
        List<String> details = new ArrayList<>(2);
        if (!keeping.isEmpty()) {
            details.add(PodView.containers(keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
        }
        if (!adding.isEmpty()) {
            details.add(PodView.containers(adding) + " must not include " + PodView.quoted(extra)
                    + " in securityContext.capabilities.add");
        }
        return details.isEmpty() ? null : new Violation("unrestricted capabilities", String.join("; ", details));
    }

    private static boolean contains(JsonNode list, String wanted) {
        for (JsonNode each : list) {
            if (each.asString("").equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    static @Nullable Violation procMount(PodView pod, int minor) {
        return minor < 35 ? null : BaselineChecks.anyProcMount(pod);
    }

    static @Nullable Violation volumes(PodView pod, int minor) {
        List<String> names = new ArrayList<>(0);
        TreeSet<String> types = new TreeSet<>();
        for (JsonNode volume : pod.spec().path("volumes")) {
            // one that names no source becomes an emptyDir
            boolean named = volume.size() > 1;
            if (named && VOLUMES.stream().noneMatch(v -> volume.path(v).isObject())) {
                names.add(volume.path("name").asString(""));
                types.add(OTHER_VOLUMES.stream()
                        .filter(v -> volume.path(v).isObject())
                        .findFirst()
                        .orElse("unknown"));
            }
        }
        return names.isEmpty()
                ? null
                : new Violation(
                        "restricted volume types",
                        PodView.some("volume", "volumes", names.size()) + " " + PodView.quoted(names) + " "
                                + PodView.some("uses", "use", names.size()) + " "
                                + PodView.some("restricted volume type", "restricted volume types", types.size())
                                + " " + PodView.quoted(types));
    }

    static @Nullable Violation runAsNonRoot(PodView pod, int minor) {
        if (minor >= 35 && pod.hasOwnUsers()) {
            return null;
        }
        JsonNode ofPod = pod.security().path("runAsNonRoot");
        List<String> setters = PodView.setters(
                PodView.isFalse(ofPod),
                pod.names(c -> PodView.isFalse(PodView.security(c).path("runAsNonRoot"))));
        if (!setters.isEmpty()) {
            return new Violation(
                    "runAsNonRoot != true",
                    String.join(" and ", setters) + " must not set securityContext.runAsNonRoot=false");
        }
        List<String> silent = PodView.isTrue(ofPod)
                ? List.of()
                : pod.names(c -> !PodView.security(c).path("runAsNonRoot").isBoolean());
        return silent.isEmpty()
                ? null
                : new Violation(
                        "runAsNonRoot != true",
                        "pod or " + PodView.containers(silent) + " must set securityContext.runAsNonRoot=true");
    }

    static @Nullable Violation runAsUser(PodView pod, int minor) {
        if (minor < 23 || minor >= 35 && pod.hasOwnUsers()) {
            return null;
        }
        boolean onPod = isRoot(pod.security());
        List<String> setters = PodView.setters(onPod, pod.names(c -> isRoot(PodView.security(c))));
        return setters.isEmpty()
                ? null
                : new Violation("runAsUser=0", String.join(" and ", setters) + " must not set runAsUser=0");
    }

    private static boolean isRoot(JsonNode security) {
        JsonNode user = security.path("runAsUser");
        return user.isIntegralNumber() && user.longValue() == 0;
    }
}
