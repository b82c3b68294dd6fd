package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.admission.podsecurity.LevelVersion;
import dev.quarterdeck.state.admission.podsecurity.PodStandards;
import dev.quarterdeck.state.admission.podsecurity.Violation;
import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** Warnings about pods that are in a namespace already and would not be let into it any more. One pod of each controller is looked at first. Pure. */
final class ExistingPods {
    /** Pods that are looked at. */
    static final int MOST = 3000;

    private ExistingPods() {}

    static List<String> warnings(String namespace, LevelVersion policy, List<ObjectNode> pods) {
        List<ObjectNode> ordered = oneOfEachControllerFirst(pods);
        int looked = Math.min(MOST, ordered.size());
        Map<String, TreeSet<String>> podsByReasons = new TreeMap<>();
        for (ObjectNode pod : ordered.subList(0, looked)) {
            List<Violation> violations = PodStandards.violations(policy, pod.path("metadata"), pod.path("spec"));
            if (!violations.isEmpty()) {
                podsByReasons
                        .computeIfAbsent(PodStandards.reasons(violations), r -> new TreeSet<>())
                        .add(Metadata.of(pod).name());
            }
        }
        List<String> warnings = new ArrayList<>();
        if (looked < ordered.size()) {
            warnings.add("new PodSecurity enforce level only checked against the first " + looked + " of "
                    + ordered.size() + " existing pods");
        }
        if (!podsByReasons.isEmpty()) {
            warnings.add("existing pods in namespace \"" + namespace + "\" violate the new PodSecurity enforce level \""
                    + policy + "\"");
        }
        TreeSet<String> lines = new TreeSet<>();
        podsByReasons.forEach((reasons, names) -> lines.add(names.first() + others(names.size() - 1) + ": " + reasons));
        warnings.addAll(lines);
        return warnings;
    }

    private static String others(int count) {
        return switch (count) {
            case 0 -> "";
            case 1 -> " (and 1 other pod)";
            default -> " (and " + count + " other pods)";
        };
    }

    private static List<ObjectNode> oneOfEachControllerFirst(List<ObjectNode> pods) {
        List<ObjectNode> first = new ArrayList<>();
        List<ObjectNode> rest = new ArrayList<>();
        Set<String> controllers = new HashSet<>();
        for (ObjectNode pod : pods) {
            String controller = Metadata.of(pod).ownerReferences().stream()
                    .filter(o -> Trees.isTrue(o, "controller"))
                    .map(o -> Trees.text(o, "uid"))
                    .findFirst()
                    .orElse("");
            (controller.isEmpty() || controllers.add(controller) ? first : rest).add(pod);
        }
        first.addAll(rest);
        return first;
    }
}
