package dev.quarterdeck.controller.statefulset;

import dev.quarterdeck.controller.owner.Adoption;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Optional;

/** Makes the claims of a set's pods, and says to whom they belong. Writes PersistentVolumeClaims. */
final class ClaimKeeper {
    private final Informer<PersistentVolumeClaim> claims;
    private final ObjectApi api;
    private final Adoption adoption;
    private final EventRecorder events;

    ClaimKeeper(Informer<PersistentVolumeClaim> claims, ObjectApi api, EventRecorder events) {
        this.claims = claims;
        this.api = api;
        this.adoption = new Adoption(api);
        this.events = events;
    }

    /** Whether a claim of the pod is still to be deleted because of an earlier pod of its name. */
    boolean hasLeftOver(StatefulSet set, int ordinal) {
        return ClaimOwners.deletesWhenScaled(set)
                && StatefulPods.claims(set, ordinal).stream()
                        .map(claim -> find(set, claim))
                        .anyMatch(claim -> claim.filter(c -> ClaimOwners.isLeftOver(c, StatefulPods.name(set, ordinal)))
                                .isPresent());
    }

    private Optional<PersistentVolumeClaim> find(StatefulSet set, PersistentVolumeClaim claim) {
        return claims.get(set.getMetadata().getNamespace(), claim.getMetadata().getName());
    }

    /** Gives the claims of a pod that is there the owners they should have. */
    void keep(StatefulSet set, Pod pod, boolean condemned) throws InterruptedException {
        int ordinal = StatefulPods.ordinal(set, pod);
        ClaimOwners owners = new ClaimOwners(set, pod, condemned);
        for (PersistentVolumeClaim named : StatefulPods.claims(set, ordinal)) {
            Optional<PersistentVolumeClaim> claim = find(set, named);
            Optional<List<OwnerReference>> wanted = claim.flatMap(owners::wanted);
            if (claim.filter(owners::isForeign).isPresent()) {
                events.warning(
                        set,
                        "ConflictingController",
                        "PersistentVolumeClaim " + named.getMetadata().getName()
                                + " has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim");
            }
            if (wanted.isPresent()) {
                adoption.own(claim.get(), wanted.get());
            }
        }
    }

    /** Makes the claims of an ordinal that are not there. */
    void create(StatefulSet set, int ordinal) throws InterruptedException {
        for (PersistentVolumeClaim claim : StatefulPods.claims(set, ordinal)) {
            if (find(set, claim).isEmpty()) {
                create(set, claim, StatefulPods.name(set, ordinal));
            }
        }
    }

    private void create(StatefulSet set, PersistentVolumeClaim claim, String pod) throws InterruptedException {
        String name = claim.getMetadata().getName();
        String owner = pod + " in StatefulSet " + set.getMetadata().getName();
        try {
            api.create(claim);
            events.normal(set, "SuccessfulCreate", "Create Claim " + name + " Pod " + owner + " success");
        } catch (ApiException e) {
            if (e.reason() != StatusReason.ALREADY_EXISTS) {
                events.warning(
                        set,
                        "FailedCreate",
                        "Create Claim " + name + " for Pod " + owner + " failed error: " + e.getMessage());
                throw e;
            }
        }
    }
}
