package dev.quarterdeck.controller.nodelifecycle;

import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a node.
 *
 * @param conditions the conditions that are to change; empty for none
 * @param taints all taints as they are to be; empty where they are right
 * @param podsNotReady whether those of its pods that count as ready lose that
 * @param emptied whether the taints tell pods to leave that were not told before: this uses up one turn
 */
record NodePlan(List<NodeCondition> conditions, Optional<List<Taint>> taints, boolean podsNotReady, boolean emptied) {}
