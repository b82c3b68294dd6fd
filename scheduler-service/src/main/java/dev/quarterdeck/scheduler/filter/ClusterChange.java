package dev.quarterdeck.scheduler.filter;

/** Kinds of changes that can make a pod schedulable that was not. */
public enum ClusterChange {
    NODE_ADDED,
    NODE_ALLOCATABLE,
    NODE_LABELS,
    NODE_TAINTS,
    /** A pod that had a node ended or was deleted: its resources and ports are free. */
    POD_LEFT,
    /** The waiting pod itself was changed. */
    POD_CHANGED
}
