package dev.quarterdeck.controller.persistentvolume;

import io.fabric8.kubernetes.api.model.PersistentVolume;

/** What to do about a claim. */
sealed interface ClaimPlan {

    /** Make both say that they belong together; what they say already is left alone. */
    record Bind(PersistentVolume volume) implements ClaimPlan {}

    /**
     * It has to wait.
     *
     * @param provisioner who is asked to make a volume; empty for nobody
     * @param reason of an event; empty for none
     */
    record Wait(String provisioner, String reason, String message, boolean warning) implements ClaimPlan {
        static final Wait SILENTLY = new Wait("", "", "", false);
    }

    /** It named no class when there was no default one; now there is. */
    record Assign(String storageClass) implements ClaimPlan {}

    /** Its volume is gone, or another's. */
    record Lose(String reason, String message) implements ClaimPlan {}
}
