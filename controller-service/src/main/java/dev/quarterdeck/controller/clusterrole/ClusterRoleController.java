package dev.quarterdeck.controller.clusterrole;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import java.util.List;
import java.util.Optional;

/** Wires aggregation: any change of a role wakes every aggregated one, since roles are few and may aggregate aggregated ones. */
public final class ClusterRoleController {
    private ClusterRoleController() {}

    public static Controller create(ControllerContext context) {
        Informer<ClusterRole> roles = context.informers().of(ClusterRole.class);
        ReconcileLoop<ObjectKey> loop = context.loop("ClusterRoleAggregator", key -> {
            Optional<ClusterRole> wanted =
                    roles.get("", key.name()).flatMap(role -> AggregationPlanner.plan(role, roles.list()));
            if (wanted.isPresent()) {
                context.api().update(wanted.get());
            }
            return Result.DONE;
        });
        roles.onChange((before, after) -> {
            if (after != null && after.getAggregationRule() != null) {
                loop.queue().add(ControllerContext.key(after));
            }
            roles.list().stream()
                    .filter(role -> role.getAggregationRule() != null)
                    .forEach(role -> loop.queue().add(ControllerContext.key(role)));
        });
        return new Controller("clusterrole-aggregation", List.of(loop), List.of(roles));
    }
}
