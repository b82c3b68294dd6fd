package dev.quarterdeck.controller.flowschema;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchema;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaBuilder;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaCondition;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfiguration;
import java.util.List;
import java.util.Optional;

/** Wires the conditions of FlowSchemas: a level that comes or goes wakes those that name it. */
public final class FlowSchemaController {
    private FlowSchemaController() {}

    public static Controller create(ControllerContext context) {
        Informer<FlowSchema> schemas = context.informers().of(FlowSchema.class);
        Informer<PriorityLevelConfiguration> levels = context.informers().of(PriorityLevelConfiguration.class);
        ReconcileLoop<ObjectKey> loop = context.loop("priority_and_fairness_config_queue", key -> {
            FlowSchema schema = schemas.get("", key.name()).orElse(null);
            if (schema == null || schema.isMarkedForDeletion()) {
                return Result.DONE;
            }
            boolean exists = levels.get("", DanglingPlanner.level(schema)).isPresent();
            Optional<FlowSchemaCondition> condition =
                    DanglingPlanner.plan(schema, exists, context.time().instant());
            if (condition.isPresent()) {
                context.api()
                        .updateStatus(new FlowSchemaBuilder(schema)
                                .editOrNewStatus()
                                .removeMatchingFromConditions(c -> DanglingPlanner.DANGLING.equals(c.getType()))
                                .addToConditions(condition.get())
                                .endStatus()
                                .build());
            }
            return Result.DONE;
        });
        schemas.onChange((before, after) -> {
            if (after != null) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        levels.onChange((before, after) -> {
            PriorityLevelConfiguration level = after == null ? before : after;
            if (level != null && (before == null || after == null)) {
                schemas.list().stream()
                        .filter(schema -> DanglingPlanner.level(schema)
                                .equals(level.getMetadata().getName()))
                        .forEach(schema -> loop.queue().add(ControllerContext.key(schema)));
            }
        });
        return new Controller("flow-schema-status", List.of(loop), List.of(schemas, levels));
    }
}
