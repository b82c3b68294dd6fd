package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.kube.selector.LabelSelector;
import java.util.List;
import java.util.Map;

/**
 * All nodes at one moment, in order of their names; immutable.
 *
 * @param services selectors of Services by namespace, for spreading
 * @param nodesWithImage on how many nodes an image is, by name
 */
public record ClusterSnapshot(
        List<NodeSnapshot> nodes, Map<String, List<LabelSelector>> services, Map<String, Integer> nodesWithImage) {}
