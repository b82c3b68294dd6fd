package dev.quarterdeck.controller.pod;

import dev.quarterdeck.controller.owner.Owners;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;

/** Pods from templates. */
public final class PodTemplates {
    /** A generated name has room for five random characters after this many of its own. */
    private static final int MAX_PREFIX = 58;

    private PodTemplates() {}

    /** A pod that {@code owner} controls; the server finds its name. */
    public static Pod pod(PodTemplateSpec template, HasMetadata owner) {
        ObjectMeta meta = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        String prefix = owner.getMetadata().getName() + "-";
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(owner.getMetadata().getNamespace())
                .withGenerateName(prefix.length() > MAX_PREFIX ? prefix.substring(0, MAX_PREFIX) : prefix)
                .withLabels(meta.getLabels())
                .withAnnotations(meta.getAnnotations())
                .withFinalizers(meta.getFinalizers())
                .withOwnerReferences(Owners.controllerReference(owner))
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }
}
