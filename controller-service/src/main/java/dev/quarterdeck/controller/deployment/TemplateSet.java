package dev.quarterdeck.controller.deployment;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.pod.TemplateHash;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.Map;

/** The ReplicaSet that makes the pods of a Deployment's template. */
final class TemplateSet {
    private TemplateSet() {}

    /** Whether the set makes the pods that the Deployment wants now. */
    static boolean is(ReplicaSet set, Deployment deployment) {
        return withoutHash(set.getSpec().getTemplate())
                .equals(withoutHash(deployment.getSpec().getTemplate()));
    }

    private static PodTemplateSpec withoutHash(PodTemplateSpec template) {
        return new PodTemplateSpecBuilder(template)
                .editOrNewMetadata()
                .removeFromLabels(TemplateHash.LABEL)
                .endMetadata()
                .build();
    }

    /** @param hash of the template: ends the set's name and tells its pods from those of other sets */
    static ReplicaSet create(Deployment deployment, String hash, int replicas, Map<String, String> annotations) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace(deployment.getMetadata().getNamespace())
                .withName(deployment.getMetadata().getName() + "-" + hash)
                .withLabels(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .addToLabels(TemplateHash.LABEL, hash)
                .withAnnotations(annotations)
                .withOwnerReferences(Owners.controllerReference(deployment))
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
                .withSelector(new LabelSelectorBuilder(deployment.getSpec().getSelector())
                        .addToMatchLabels(TemplateHash.LABEL, hash)
                        .build())
                .withTemplate(new PodTemplateSpecBuilder(deployment.getSpec().getTemplate())
                        .editOrNewMetadata()
                        .addToLabels(TemplateHash.LABEL, hash)
                        .endMetadata()
                        .build())
                .endSpec()
                .build();
    }
}
