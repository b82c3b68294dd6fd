package dev.quarterdeck.node.pod;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a pod is in its life on this node. A worker moves it one state per step; every state can be entered again after a restart of the agent, since
 * each step first looks at what is there.
 *
 * <pre>
 * from        to                        when
 * SEEN        PREPARING                 the node takes it
 * SEEN        STOPPING                  it is deleted or finished, or the node refuses it
 * PREPARING   SANDBOXING                directories, control group and volumes are there
 * PREPARING   STOPPING                  it is deleted, or its deadline has passed
 * SANDBOXING  RUNNING                   a sandbox is ready and has addresses
 * SANDBOXING  STOPPING                  it is deleted, its deadline has passed, or it ended before the sandbox was lost
 * RUNNING     SANDBOXING                the sandbox was lost
 * RUNNING     STOPPING                  nothing will run again, it is deleted, or its deadline has passed
 * STOPPING    STOPPED                   no container runs, the sandbox has given its addresses back
 * STOPPED     RELEASED                  the API knows how it ended; volumes and control group are gone
 * RELEASED    GONE                      it is deleted: containers, logs, directories and the API object are gone
 * </pre>
 */
public enum PodState {
    SEEN,
    PREPARING,
    SANDBOXING,
    RUNNING,
    STOPPING,
    STOPPED,
    RELEASED,
    GONE;

    private static final Map<PodState, Set<PodState>> TRANSITIONS = new EnumMap<>(Map.of(
            SEEN, EnumSet.of(PREPARING, STOPPING),
            PREPARING, EnumSet.of(SANDBOXING, STOPPING),
            SANDBOXING, EnumSet.of(RUNNING, STOPPING),
            RUNNING, EnumSet.of(SANDBOXING, STOPPING),
            STOPPING, EnumSet.of(STOPPED),
            STOPPED, EnumSet.of(RELEASED),
            RELEASED, EnumSet.of(GONE),
            GONE, EnumSet.noneOf(PodState.class)));

    public boolean mayBecome(PodState next) {
        return TRANSITIONS.getOrDefault(this, Set.of()).contains(next);
    }

    /**
     * Staying is always allowed.
     *
     * @throws IllegalStateException the table has no such transition
     */
    public PodState to(PodState next) {
        if (next != this && !mayBecome(next)) {
            throw new IllegalStateException("a pod cannot go from " + this + " to " + next);
        }
        return next;
    }

    /** Its containers are ending or have ended. */
    public boolean ending() {
        return compareTo(STOPPING) >= 0;
    }
}
