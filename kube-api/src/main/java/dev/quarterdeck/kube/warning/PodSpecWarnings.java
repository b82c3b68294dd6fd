package dev.quarterdeck.kube.warning;

import dev.quarterdeck.kube.format.Quoting;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Of a pod, or of the template of one, in the order of the reference. */
final class PodSpecWarnings {
    private static final String NULL_SELECTOR = "labelSelector: a null labelSelector results in matching no pod";
    private static final String SECCOMP = "seccomp.security.alpha.kubernetes.io/pod";
    private static final Map<String, String> ANNOTATIONS = Map.of(
            "scheduler.alpha.kubernetes.io/critical-pod",
                    "non-functional in v1.16+; use the \"priorityClassName\" field instead",
            "security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead",
            "security.alpha.kubernetes.io/unsafe-sysctls",
                    "non-functional in v1.11+; use the \"sysctls\" field instead");

    private PodSpecWarnings() {}

    /** @param at the place of {@code spec}, which {@code metadata} stands beside */
    static void add(String at, JsonNode metadata, JsonNode spec, List<String> warnings) {
        nodes(at, spec, warnings);
        String annotations = ContainerWarnings.annotationsAt(at);
        for (Map.Entry<String, JsonNode> annotation :
                metadata.path("annotations").properties()) {
            String why = ANNOTATIONS.get(annotation.getKey());
            if (why != null) {
                warnings.add(annotations + "[" + annotation.getKey() + "]: " + why);
            }
        }
        VolumeWarnings.ofPod(at + ".volumes", spec.path("volumes"), warnings);
        repeated(at + ".hostAliases", spec.path("hostAliases"), "ip", warnings);
        repeated(at + ".imagePullSecrets", spec.path("imagePullSecrets"), "name", warnings);
        int place = 0;
        for (JsonNode secret : spec.path("imagePullSecrets")) {
            if (secret.path("name").asString("").isEmpty()) {
                warnings.add(at + ".imagePullSecrets[" + place + "].name: invalid empty name \"\"");
            }
            place++;
        }
        ValueWarnings.bytes(at + ".overhead", spec.path("overhead"), warnings);
        if (metadata.path("annotations").has(SECCOMP)
                && !spec.path("securityContext").hasNonNull("seccompProfile")) {
            warnings.add(annotations + "[" + SECCOMP
                    + "]: non-functional in v1.27+; use the \"seccompProfile\" field instead");
        }
        ContainerWarnings.add(at, metadata, spec, warnings);
        if (spec.path("terminationGracePeriodSeconds").asLong(0) < 0) {
            warnings.add(at + ".terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be"
                    + " treated as 1");
        }
        pods(at + ".affinity.podAffinity", spec.path("affinity").path("podAffinity"), warnings);
        pods(at + ".affinity.podAntiAffinity", spec.path("affinity").path("podAntiAffinity"), warnings);
        addresses(at, spec, warnings);
    }

    private static void nodes(String at, JsonNode spec, List<String> warnings) {
        ValueWarnings.nodeSelector(at + ".nodeSelector", spec.path("nodeSelector"), warnings);
        JsonNode affinity = spec.path("affinity").path("nodeAffinity");
        String here = at + ".affinity.nodeAffinity.";
        int place = 0;
        for (JsonNode term :
                affinity.path("requiredDuringSchedulingIgnoredDuringExecution").path("nodeSelectorTerms")) {
            ValueWarnings.nodeSelectorTerm(
                    here + "requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[" + place + "]",
                    term,
                    false,
                    warnings);
            place++;
        }
        place = 0;
        for (JsonNode term : affinity.path("preferredDuringSchedulingIgnoredDuringExecution")) {
            ValueWarnings.nodeSelectorTerm(
                    here + "preferredDuringSchedulingIgnoredDuringExecution[" + place + "].preference",
                    term.path("preference"),
                    true,
                    warnings);
            place++;
        }
        place = 0;
        for (JsonNode constraint : spec.path("topologySpreadConstraints")) {
            String one = at + ".topologySpreadConstraints[" + place + "].";
            ValueWarnings.namedNodeLabel(
                    one + "topologyKey", constraint.path("topologyKey").asString(""), warnings);
            if (!constraint.hasNonNull("labelSelector")) {
                warnings.add(one + NULL_SELECTOR);
            }
            place++;
        }
    }

    private static void repeated(String at, JsonNode items, String field, List<String> warnings) {
        if (items.size() < 2) {
            return;
        }
        Set<String> known = new HashSet<>();
        int place = 0;
        for (JsonNode item : items) {
            String value = item.path(field).asString("");
            if (!known.add(value)) {
                warnings.add(at + "[" + place + "]." + field + ": duplicate " + field + " " + Quoting.quote(value));
            }
            place++;
        }
    }

    private static void pods(String at, JsonNode affinity, List<String> warnings) {
        int place = 0;
        for (JsonNode term : affinity.path("requiredDuringSchedulingIgnoredDuringExecution")) {
            if (!term.hasNonNull("labelSelector")) {
                warnings.add(at + ".requiredDuringSchedulingIgnoredDuringExecution[" + place + "]." + NULL_SELECTOR);
            }
            place++;
        }
        place = 0;
        for (JsonNode term : affinity.path("preferredDuringSchedulingIgnoredDuringExecution")) {
            if (!term.path("podAffinityTerm").hasNonNull("labelSelector")) {
                warnings.add(at + ".preferredDuringSchedulingIgnoredDuringExecution[" + place + "].podAffinityTerm."
                        + NULL_SELECTOR);
            }
            place++;
        }
    }

    private static void addresses(String at, JsonNode spec, List<String> warnings) {
        int place = 0;
        for (JsonNode server : spec.path("dnsConfig").path("nameservers")) {
            ValueWarnings.address(at + ".dnsConfig.nameservers[" + place + "]", server.asString(""), warnings);
            place++;
        }
        place = 0;
        for (JsonNode alias : spec.path("hostAliases")) {
            ValueWarnings.address(
                    at + ".hostAliases[" + place + "].ip", alias.path("ip").asString(""), warnings);
            place++;
        }
    }
}
