package dev.quarterdeck.controller.garbage;

import dev.quarterdeck.controller.aggregation.RemoteKinds;
import dev.quarterdeck.controller.garbage.Vertex.Ref;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Wires the collector of garbage to the metadata of every kind. Events own nothing and are owned by nobody. */
public final class GarbageController {
    private static final int FEW = 32;
    private static final Duration PER_DEPENDENT = Duration.ofNanos(50_000);

    private final OwnerGraph graph;
    private final ReconcileLoop<Ref> loop;
    private final ReconcileLoop<String> elsewhere;

    private GarbageController(OwnerGraph graph, ReconcileLoop<Ref> loop, ReconcileLoop<String> elsewhere) {
        this.graph = graph;
        this.loop = loop;
        this.elsewhere = elsewhere;
    }

    public static Controller create(ControllerContext context, ServedResources catalog) {
        OwnerGraph graph = new OwnerGraph();
        AtomicReference<@Nullable ReconcileLoop<Ref>> self = new AtomicReference<>();
        AtomicReference<@Nullable GarbageController> made = new AtomicReference<>();
        RemoteObjects remote = new RemoteObjects(
                new RemoteKinds(context.api()),
                context.remote(),
                graph,
                (resource, before, after) -> {
                    GarbageController there = made.get();
                    if (there != null) {
                        there.changed(resource, before, after);
                    }
                },
                ref -> {
                    ReconcileLoop<Ref> there = self.get();
                    if (there != null) {
                        there.queue().add(ref);
                    }
                });
        ReconcileLoop<Ref> loop = context.loop(
                "garbage_collector_attempt_to_delete",
                new GarbageReconciler(
                        graph,
                        catalog,
                        remote,
                        context.api(),
                        context.events().apply("garbage-collector-controller"),
                        context.batches(),
                        ref -> {
                            ReconcileLoop<Ref> there = self.get();
                            if (there != null) {
                                there.queue().add(ref);
                            }
                        }));
        self.set(loop);
        ReconcileLoop<String> elsewhere = context.loop("garbage_collector_remote_kinds", remote);
        GarbageController controller = new GarbageController(graph, loop, elsewhere);
        made.set(controller);
        FollowedResources followed = new FollowedResources(context.informers(), controller::changed);
        followed.follow(catalog);
        return new Controller("garbage-collector", List.of(loop, elsewhere), followed.informers(), () -> {
            followed.close();
            remote.close();
        });
    }

    /**
     * <pre>
     * change                                              → looked at
     * gone                                                  its dependents; owners that wait for it
     * being deleted with a finalizer of this collector      itself
     * there, an owner is not known or waits for it          itself
     * blocks an owner no longer                             that owner
     * </pre>
     */
    private void changed(
            ApiResource resource, @Nullable PartialObjectMetadata before, @Nullable PartialObjectMetadata after) {
        if (resource.stored().equals(RemoteKinds.API_SERVICES)) {
            elsewhere.queue().add(RemoteObjects.ALL);
        }
        if (after == null) {
            if (before != null) {
                Vertex gone = Vertex.of(resource, before.getMetadata());
                graph.remove(gone.ref().uid());
                graph.dependents(gone.ref().uid()).forEach(d -> loop.queue().add(d.ref()));
                gone.owners().forEach(this::wakeIfWaiting);
            }
            return;
        }
        Vertex now = Vertex.of(resource, after.getMetadata());
        graph.put(now).ifPresent(old -> old.owners().forEach(this::wakeIfWaiting));
        boolean finalizing = now.deletesDependents() || now.orphansDependents();
        if (finalizing || !now.deleting() && now.owners().stream().anyMatch(owner -> isNoHold(owner, now))) {
            loop.queue().add(now.ref());
        }
    }

    /** To look at an owner costs as much as it has dependents, so the more there are the more seldom it is looked at while they go. */
    private void wakeIfWaiting(OwnerReference owner) {
        graph.get(owner.getUid()).filter(Vertex::deletesDependents).ifPresent(v -> {
            int count = graph.count(owner.getUid());
            loop.queue().addAfter(v.ref(), count <= FEW ? Duration.ZERO : PER_DEPENDENT.multipliedBy(count));
        });
    }

    /** An owner that is not known may be gone, or only not yet known; the reconciler asks. */
    private boolean isNoHold(OwnerReference owner, Vertex dependent) {
        return graph.get(owner.getUid())
                .filter(v -> !v.deletesDependents())
                .filter(v -> v.isReachedBy(owner, dependent.ref().key().namespace()))
                .isEmpty();
    }
}
