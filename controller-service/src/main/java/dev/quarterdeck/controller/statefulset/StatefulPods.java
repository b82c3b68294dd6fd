package dev.quarterdeck.controller.statefulset;

import dev.quarterdeck.controller.history.TemplateRevisions;
import dev.quarterdeck.controller.pod.PodTemplates;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pods of StatefulSets and their claims: named by ordinal, so that the next pod of an ordinal finds the storage of the last. */
final class StatefulPods {
    static final String NAME = "statefulset.kubernetes.io/pod-name";
    static final String INDEX = "apps.kubernetes.io/pod-index";
    private static final int NONE = -1;

    private StatefulPods() {}

    static String name(StatefulSet set, int ordinal) {
        return set.getMetadata().getName() + "-" + ordinal;
    }

    /** -1 where the name is not one of this set's. */
    static int ordinal(StatefulSet set, Pod pod) {
        String prefix = set.getMetadata().getName() + "-";
        String name = pod.getMetadata().getName();
        if (!name.startsWith(prefix)) {
            return NONE;
        }
        try {
            int ordinal = Integer.parseInt(name.substring(prefix.length()));
            return ordinal >= 0 && name.equals(prefix + ordinal) ? ordinal : NONE;
        } catch (NumberFormatException e) {
            return NONE;
        }
    }

    /** The name of the pod's revision; empty where it has none. */
    static String revision(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(TemplateRevisions.HASH_LABEL, "");
    }

    /** Whether the pod carries its name as a label, by which a Service can find it. */
    static boolean isNamed(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels != null && pod.getMetadata().getName().equals(labels.get(NAME));
    }

    static Pod pod(StatefulSet set, PodTemplateSpec template, String revision, int ordinal) {
        String name = name(set, ordinal);
        Pod pod = PodTemplates.pod(template, set);
        return new PodBuilder(pod)
                .editMetadata()
                .withGenerateName(null)
                .withName(name)
                .addToLabels(NAME, name)
                .addToLabels(INDEX, Integer.toString(ordinal))
                .addToLabels(TemplateRevisions.HASH_LABEL, revision)
                .endMetadata()
                .editSpec()
                .withHostname(name)
                .withSubdomain(set.getSpec().getServiceName())
                .withVolumes(volumes(set, pod.getSpec().getVolumes(), ordinal))
                .endSpec()
                .build();
    }

    /** A claim takes the place of the template's volume of the same name. */
    private static List<Volume> volumes(StatefulSet set, List<Volume> others, int ordinal) {
        List<Volume> volumes = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (PersistentVolumeClaim template : set.getSpec().getVolumeClaimTemplates()) {
            taken.add(template.getMetadata().getName());
            volumes.add(new VolumeBuilder()
                    .withName(template.getMetadata().getName())
                    .withNewPersistentVolumeClaim()
                    .withClaimName(claimName(set, template, ordinal))
                    .endPersistentVolumeClaim()
                    .build());
        }
        others.stream().filter(volume -> !taken.contains(volume.getName())).forEach(volumes::add);
        return volumes;
    }

    private static String claimName(StatefulSet set, PersistentVolumeClaim template, int ordinal) {
        return template.getMetadata().getName() + "-" + name(set, ordinal);
    }

    static List<PersistentVolumeClaim> claims(StatefulSet set, int ordinal) {
        return set.getSpec().getVolumeClaimTemplates().stream()
                .map(template -> claim(set, template, ordinal))
                .toList();
    }

    private static PersistentVolumeClaim claim(StatefulSet set, PersistentVolumeClaim template, int ordinal) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (template.getMetadata().getLabels() != null) {
            labels.putAll(template.getMetadata().getLabels());
        }
        if (set.getSpec().getSelector().getMatchLabels() != null) {
            labels.putAll(set.getSpec().getSelector().getMatchLabels());
        }
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(set.getMetadata().getNamespace())
                .withName(claimName(set, template, ordinal))
                .withLabels(labels)
                .withAnnotations(template.getMetadata().getAnnotations())
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }
}
