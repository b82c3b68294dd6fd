package dev.quarterdeck.controller.daemonset;

import dev.quarterdeck.controller.history.TemplateRevisions;
import dev.quarterdeck.controller.pod.PodTemplates;
import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelectorBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pods of DaemonSets: bound to one node by affinity, so that the scheduler still checks for room, and tolerant of a node's troubles. */
final class DaemonPods {
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";
    private static final String FIELD = "metadata.name";
    private static final Map<String, List<String>> TOLERATED = Map.of(
            "NoExecute", List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"),
            "NoSchedule",
                    List.of(
                            "node.kubernetes.io/disk-pressure",
                            "node.kubernetes.io/memory-pressure",
                            "node.kubernetes.io/pid-pressure",
                            "node.kubernetes.io/unschedulable"));

    private DaemonPods() {}

    /** Those of the template, and those that every daemon has. */
    static List<Toleration> tolerations(PodSpec spec) {
        List<Toleration> tolerations = new ArrayList<>(spec.getTolerations());
        TOLERATED.forEach((effect, keys) -> keys.forEach(key -> tolerations.add(toleration(key, effect))));
        if (Boolean.TRUE.equals(spec.getHostNetwork())) {
            tolerations.add(toleration("node.kubernetes.io/network-unavailable", "NoSchedule"));
        }
        return tolerations;
    }

    private static Toleration toleration(String key, String effect) {
        return new TolerationBuilder()
                .withKey(key)
                .withOperator("Exists")
                .withEffect(effect)
                .build();
    }

    static Pod pod(DaemonSet set, String node, String revision) {
        Pod pod = PodTemplates.pod(set.getSpec().getTemplate(), set);
        NodeAffinity affinity = pod.getSpec().getAffinity() == null
                        || pod.getSpec().getAffinity().getNodeAffinity() == null
                ? new NodeAffinity()
                : pod.getSpec().getAffinity().getNodeAffinity();
        affinity.setRequiredDuringSchedulingIgnoredDuringExecution(new NodeSelectorBuilder()
                .withNodeSelectorTerms(new NodeSelectorTermBuilder()
                        .withMatchFields(new NodeSelectorRequirement(FIELD, "In", List.of(node)))
                        .build())
                .build());
        return new PodBuilder(pod)
                .editMetadata()
                .addToLabels(TemplateRevisions.HASH_LABEL, revision)
                .addToLabels(generation(set))
                .endMetadata()
                .editSpec()
                .withTolerations(tolerations(pod.getSpec()))
                .editOrNewAffinity()
                .withNodeAffinity(affinity)
                .endAffinity()
                .endSpec()
                .build();
    }

    /** Which template of the set's the pod was made from, counted by the API. */
    private static Map<String, String> generation(DaemonSet set) {
        Map<String, String> annotations = set.getMetadata().getAnnotations();
        String generation = annotations == null ? null : annotations.get(TEMPLATE_GENERATION);
        return generation == null ? Map.of() : Map.of("pod-template-generation", generation);
    }

    /** The node that the pod runs on or is meant for; empty where neither can be told. */
    static String target(Pod pod) {
        String node = Pods.nodeName(pod);
        if (!node.isEmpty()
                || pod.getSpec().getAffinity() == null
                || pod.getSpec().getAffinity().getNodeAffinity() == null
                || pod.getSpec().getAffinity().getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution()
                        == null) {
            return node;
        }
        return pod
                .getSpec()
                .getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms()
                .stream()
                .flatMap(term -> term.getMatchFields().stream())
                .filter(r -> r.getKey().equals(FIELD) && r.getValues().size() == 1)
                .map(r -> r.getValues().getFirst())
                .findFirst()
                .orElse("");
    }
}
