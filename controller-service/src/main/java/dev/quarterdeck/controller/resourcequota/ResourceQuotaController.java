package dev.quarterdeck.controller.resourcequota;

import dev.quarterdeck.controller.aggregation.RemoteKinds;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Wires the quota controller: a quota is counted when it is new, when its status does not speak of all that it asks for, and every five minutes. What is used
 * or given back in between is charged by the writes themselves; but a pod that should have ended long ago counts for nothing before it is gone, so that
 * its going is no news to the quota while its being late is.
 */
public final class ResourceQuotaController {
    private ResourceQuotaController() {}

    public static Controller create(ControllerContext context, ServedResources catalog) {
        Informer<ResourceQuota> quotas = context.informers().of(ResourceQuota.class);
        Informer<Pod> pods = context.informers().of(Pod.class);
        ReconcileLoop<ObjectKey> loop = context.loop(
                "resourcequota_primary",
                new QuotaReconciler(
                        context.api(), new CountedKinds(catalog, new RemoteKinds(context.api())), context.time()));
        quotas.onChange((before, after) -> {
            if (after != null && (before == null || !isComplete(after))) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        pods.onChange((before, after) -> {
            if (after == null && before != null && isLate(before, context.time().instant())) {
                quotas.list(before.getMetadata().getNamespace())
                        .forEach(quota -> loop.queue().add(ControllerContext.key(quota)));
            }
        });
        return new Controller("resourcequota", List.of(loop), List.of(quotas, pods));
    }

    private static boolean isComplete(ResourceQuota quota) {
        Map<String, Quantity> wanted =
                quota.getSpec() == null ? Map.of() : orEmpty(quota.getSpec().getHard());
        if (quota.getStatus() == null) {
            return wanted.isEmpty();
        }
        return Objects.equals(wanted, orEmpty(quota.getStatus().getHard()))
                && orEmpty(quota.getStatus().getUsed()).keySet().containsAll(wanted.keySet());
    }

    private static Map<String, Quantity> orEmpty(@Nullable Map<String, Quantity> list) {
        return list == null ? Map.of() : list;
    }

    private static boolean isLate(Pod pod, Instant now) {
        String deletion = pod.getMetadata().getDeletionTimestamp();
        Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        try {
            return deletion != null
                    && grace != null
                    && now.isAfter(Instant.parse(deletion).plusSeconds(grace));
        } catch (DateTimeException e) {
            return false;
        }
    }
}
