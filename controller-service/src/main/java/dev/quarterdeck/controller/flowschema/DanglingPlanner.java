package dev.quarterdeck.controller.flowschema;

import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchema;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaCondition;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides what condition {@code Dangling} a FlowSchema should have. Pure.
 *
 * <pre>
 * its priority level   Dangling
 * there                False, Found
 * not there            True, NotFound
 * </pre>
 */
final class DanglingPlanner {
    static final String DANGLING = "Dangling";

    private DanglingPlanner() {}

    static String level(FlowSchema schema) {
        return schema.getSpec().getPriorityLevelConfiguration().getName();
    }

    /** The condition to write; empty where it is there already. */
    static Optional<FlowSchemaCondition> plan(FlowSchema schema, boolean levelExists, Instant now) {
        String names =
                "This FlowSchema references the PriorityLevelConfiguration object named \"" + level(schema) + "\" ";
        FlowSchemaCondition wanted = new FlowSchemaConditionBuilder()
                .withType(DANGLING)
                .withStatus(levelExists ? "False" : "True")
                .withReason(levelExists ? "Found" : "NotFound")
                .withMessage(names + (levelExists ? "and it exists" : "but there is no such object"))
                .withLastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS).toString())
                .build();
        boolean said = conditions(schema).stream()
                .anyMatch(c -> DANGLING.equals(c.getType())
                        && wanted.getStatus().equals(c.getStatus())
                        && Objects.equals(wanted.getReason(), c.getReason())
                        && Objects.equals(wanted.getMessage(), c.getMessage()));
        return said ? Optional.empty() : Optional.of(wanted);
    }

    static List<FlowSchemaCondition> conditions(FlowSchema schema) {
        return schema.getStatus() == null ? List.of() : schema.getStatus().getConditions();
    }
}
