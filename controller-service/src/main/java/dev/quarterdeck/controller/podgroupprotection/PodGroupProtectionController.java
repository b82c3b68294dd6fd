package dev.quarterdeck.controller.podgroupprotection;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import dev.quarterdeck.reconcile.model.PodGroup;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** Takes the finalizer away from PodGroups that are being deleted and have no pod that runs or waits. It is given at creation; one that somebody took is not given back. */
public final class PodGroupProtectionController {
    private static final String ACTIVE_IN_GROUP = "activeInGroup";

    private PodGroupProtectionController() {}

    public static Controller create(ControllerContext context) {
        Informer<PodGroup> groups = context.informers().of(PodGroup.class);
        Informer<Pod> pods = context.informers().of(Pod.class).index(ACTIVE_IN_GROUP, GroupMembers::activeIn);
        ReconcileLoop<ObjectKey> loop = context.loop("podgroupprotection", key -> {
            Optional<PodGroup> group = groups.get(key.namespace(), key.name()).filter(GroupMembers::isWaiting);
            if (group.isPresent()
                    && pods.byIndex(ACTIVE_IN_GROUP, GroupMembers.key(key.namespace(), key.name()))
                            .isEmpty()) {
                release(context.api(), group.get());
            }
            return Result.DONE;
        });
        groups.onChange((before, after) -> {
            if (after != null && GroupMembers.isWaiting(after)) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        pods.onChange((before, after) -> {
            String left = GroupMembers.left(before, after);
            if (!left.isEmpty()) {
                loop.queue()
                        .add(new ObjectKey(
                                ControllerContext.either(before, after)
                                        .getMetadata()
                                        .getNamespace(),
                                left));
            }
        });
        return new Controller("podgroup-protection", List.of(loop), List.of(groups, pods));
    }

    private static void release(ObjectApi api, PodGroup group) throws InterruptedException {
        PodGroup free = new PodGroup();
        free.setMetadata(new ObjectMetaBuilder(group.getMetadata())
                .removeFromFinalizers(PodGroup.PROTECTION)
                .build());
        free.setAdditionalProperties(group.getAdditionalProperties());
        try {
            api.update(free);
        } catch (ApiException e) {
            if (e.reason() != StatusReason.NOT_FOUND) {
                throw e;
            }
        }
    }
}
