package dev.quarterdeck.scheduler.filter;

/** Kinds of changes that can make a pod schedulable that was not. */
public enum ClusterChange {
    NODE_ADDED,
    NODE_GONE,
    NODE_ALLOCATABLE,
    NODE_LABELS,
    NODE_TAINTS,
    NODE_FEATURES,
    /** A pod got its node: others may want to be near it, or to keep in step with it. */
    POD_ARRIVED,
    /** The labels of a pod that has a node were changed, or it began to end. */
    POD_LABELS,
    /** A pod that had a node ended or was deleted: its resources and ports are free. */
    POD_LEFT,
    NAMESPACE_LABELS,
    /** The waiting pod itself was changed. */
    POD_CHANGED
}
