package dev.quarterdeck.state.admission.condition;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Makes conditions of what stands in a configuration. Thread-safe. */
public interface ConditionCompiler {
    /** @param ignoresFailure the failurePolicy of whom the conditions belong to */
    MatchConditions compile(List<ObjectNode> conditions, boolean ignoresFailure);
}
