package dev.quarterdeck.controller.persistentvolume;

/** What to do about a volume. */
sealed interface VolumePlan {
    record Nothing() implements VolumePlan {}

    /** @param message what its status says beside the phase; empty for nothing */
    record Phase(String phase, String message, String reason) implements VolumePlan {
        static Phase of(String phase) {
            return new Phase(phase, "", "");
        }
    }

    /** Let go of a claim that has another volume. */
    record Release() implements VolumePlan {}
}
