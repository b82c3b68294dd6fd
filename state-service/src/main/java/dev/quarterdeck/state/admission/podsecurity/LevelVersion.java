package dev.quarterdeck.state.admission.podsecurity;

/**
 * A policy: a level as it was in a version of Kubernetes.
 *
 * @param minor of version 1; {@link #LATEST} for the newest
 */
public record LevelVersion(PolicyLevel level, int minor) {
    public static final int LATEST = Integer.MAX_VALUE;
    public static final LevelVersion PRIVILEGED = new LevelVersion(PolicyLevel.PRIVILEGED, LATEST);

    /** {@code restricted:v1.29}. */
    @Override
    public String toString() {
        return level.word() + ":" + (minor == LATEST ? "latest" : "v1." + minor);
    }
}
