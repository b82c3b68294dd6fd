package dev.quarterdeck.controller.resourceclaim;

import dev.quarterdeck.controller.owner.Owners;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodResourceClaim;
import io.fabric8.kubernetes.api.model.PodResourceClaimStatus;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which claims a pod still needs (API reference: resource.k8s.io/v1 ResourceClaimTemplate). Pure.
 *
 * <pre>
 * claim of the pod        claim object        → what
 * names a claim             any                 nothing: it is the user's
 * names a template          in the status       nothing
 * names a template          not in the status   write its name there
 * names a template          none                make it, then write its name
 * </pre>
 */
final class PodClaimPlanner {
    static final String POD_CLAIM = "resource.kubernetes.io/pod-claim-name";
    private static final int MAX_BASE = 57;

    /**
     * @param known names of claims by what the pod calls them, as its status is to say
     * @param missing claims that are to be made
     */
    record Plan(Map<String, String> known, List<PodResourceClaim> missing) {}

    private PodClaimPlanner() {}

    /** @param owned claims that the pod controls */
    static Plan plan(Pod pod, Collection<ResourceClaim> owned) {
        Map<String, String> known = new LinkedHashMap<>();
        List<PodResourceClaim> missing = new ArrayList<>();
        for (PodResourceClaim wanted : pod.getSpec().getResourceClaims()) {
            if (wanted.getResourceClaimTemplateName() == null) {
                continue;
            }
            Optional<String> there = owned.stream()
                    .filter(claim -> wanted.getName().equals(calledBy(claim)))
                    .map(claim -> claim.getMetadata().getName())
                    .sorted()
                    .findFirst();
            there.ifPresentOrElse(name -> known.put(wanted.getName(), name), () -> missing.add(wanted));
        }
        return new Plan(known, missing);
    }

    private static String calledBy(ResourceClaim claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(POD_CLAIM, "");
    }

    /** What the status of the pod says already. */
    static Map<String, String> written(Pod pod) {
        Map<String, String> written = new LinkedHashMap<>();
        if (pod.getStatus() != null) {
            for (PodResourceClaimStatus status : pod.getStatus().getResourceClaimStatuses()) {
                if (status.getResourceClaimName() != null) {
                    written.put(status.getName(), status.getResourceClaimName());
                }
            }
        }
        return written;
    }

    static ResourceClaim claim(Pod pod, String name, ResourceClaimTemplate template) {
        return new ResourceClaimBuilder()
                .withNewMetadata()
                .withNamespace(pod.getMetadata().getNamespace())
                .withGenerateName(prefix(pod.getMetadata().getName(), name))
                .withOwnerReferences(new OwnerReferenceBuilder(Owners.controllerReference(pod))
                        .withBlockOwnerDeletion(null)
                        .build())
                .withLabels(
                        template.getSpec().getMetadata() == null
                                ? null
                                : template.getSpec().getMetadata().getLabels())
                .withAnnotations(
                        template.getSpec().getMetadata() == null
                                ? null
                                : template.getSpec().getMetadata().getAnnotations())
                .addToAnnotations(POD_CLAIM, name)
                .endMetadata()
                .withSpec(template.getSpec().getSpec())
                .build();
    }

    /** Both names stay recognizable where they are too long together. */
    static String prefix(String pod, String claim) {
        String whole = pod + "-" + claim + "-";
        return whole.length() <= MAX_BASE
                ? whole
                : pod.substring(0, pod.length() * MAX_BASE / whole.length()) + "-"
                        + claim.substring(0, claim.length() * MAX_BASE / whole.length());
    }
}
