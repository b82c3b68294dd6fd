package dev.quarterdeck.scheduler.measure;

/** The moments of an attempt to place a pod, by the reference's names. */
public enum ExtensionPoint {
    /** What is wrong with the pod itself, and what rules about other pods, volumes and devices look up before nodes are asked. */
    PreFilter,
    /** Which nodes can take it: the column of its class is brought up to date, with what nodes score by themselves, and the other rules are asked. */
    Filter,
    /** A way out for a pod that no node takes. */
    PostFilter,
    /** What scores that depend on each other look up. */
    PreScore,
    /** The choice among nodes that can take it. */
    Score,
    Reserve,
    PreBind,
    Bind
}
