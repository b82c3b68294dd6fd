package dev.quarterdeck.scheduler.snapshot;

/**
 * The pods of one kind that have a node.
 *
 * @param terms what they ask of other pods, worked out once for all of them
 * @param counts how many of them are on which node
 */
public record PodGroup(PodKind kind, PodTerms terms, NodeCounts counts) {
    PodGroup plus(int node, int more) {
        return new PodGroup(kind, terms, counts.plus(node, more));
    }
}
