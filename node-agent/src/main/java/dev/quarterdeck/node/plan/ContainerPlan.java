package dev.quarterdeck.node.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a pod's containers.
 *
 * @param waiting by container name, what keeps one from being started again
 * @param lookAgain when time alone changes the plan
 * @param finished nothing of the pod's own will run again
 */
public record ContainerPlan(
        List<ContainerAction> actions,
        Map<String, Waiting> waiting,
        @Nullable Instant lookAgain,
        boolean finished) {}
