package dev.quarterdeck.state.admission.podsecurity;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which seccomp profiles a pod may have. Up to 1.18 they stood in annotations. */
final class SeccompChecks {
    private static final String ON_POD = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String ON_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
    private static final String REASON = "seccompProfile";

    private SeccompChecks() {}

    static @Nullable Violation baseline(PodView pod, int minor) {
        return minor < 19 ? annotations(pod) : badProfiles(pod);
    }

    static @Nullable Violation restricted(PodView pod, int minor) {
        if (minor < 19 || minor >= 25 && pod.isWindows()) {
            return null;
        }
        Violation bad = badProfiles(pod);
        if (bad != null) {
            return bad;
        }
        boolean set = profile(pod.security()).isObject();
        List<String> silent =
                set ? List.of() : pod.names(c -> !profile(PodView.security(c)).isObject());
        return silent.isEmpty()
                ? null
                : new Violation(
                        REASON,
                        "pod or " + PodView.containers(silent)
                                + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or"
                                + " \"Localhost\"");
    }

    private static JsonNode profile(JsonNode security) {
        return security.path("seccompProfile");
    }

    private static @Nullable Violation badProfiles(PodView pod) {
        TreeSet<String> types = new TreeSet<>();
        boolean onPod = isBad(pod.security(), types);
        List<String> setters = PodView.setters(onPod, pod.names(c -> isBad(PodView.security(c), types)));
        return setters.isEmpty()
                ? null
                : new Violation(
                        REASON,
                        String.join(" and ", setters) + " must not set securityContext.seccompProfile.type to "
                                + PodView.quoted(types));
    }

    private static boolean isBad(JsonNode security, TreeSet<String> types) {
        String type = profile(security).path("type").asString("");
        if (!profile(security).isObject() || type.equals("RuntimeDefault") || type.equals("Localhost")) {
            return false;
        }
        types.add(type);
        return true;
    }

    private static @Nullable Violation annotations(PodView pod) {
        TreeSet<String> forbidden = new TreeSet<>();
        check(pod, ON_POD, forbidden);
        pod.names(c -> {
            check(pod, ON_CONTAINER + c.path("name").asString(""), forbidden);
            return false;
        });
        return forbidden.isEmpty()
                ? null
                : new Violation(
                        REASON,
                        "forbidden " + PodView.some("annotation", "annotations", forbidden.size()) + " "
                                + String.join(", ", forbidden));
    }

    private static void check(PodView pod, String annotation, TreeSet<String> forbidden) {
        JsonNode value = pod.metadata().path("annotations").path(annotation);
        String profile = value.asString("");
        boolean fine = profile.equals("runtime/default")
                || profile.equals("docker/default")
                || profile.startsWith("localhost/");
        if (!value.isMissingNode() && !fine) {
            forbidden.add(annotation + "=\"" + profile + "\"");
        }
    }
}
