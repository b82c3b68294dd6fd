package dev.quarterdeck.controller.wiring;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.queue.TimeSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What controllers work with.
 *
 * @param remote metadata of what other API servers serve, which no topic carries
 * @param events makes the recorder of one component, for example {@code deployment-controller}
 * @param workers threads of each loop
 */
public record ControllerContext(
        Informers informers,
        Informers remote,
        ObjectApi api,
        Function<String, EventRecorder> events,
        TimeSource time,
        MeterRegistry registry,
        int workers) {
    private static final int MOST_AT_ONCE = 16;

    /** @param name of the work queue in metrics */
    public <K> ReconcileLoop<K> loop(String name, Reconciler<K> reconciler) {
        return new ReconcileLoop<>(name, workers, time, registry, reconciler);
    }

    /** For what one reconciliation may do at once. Where loops have one thread all else has one, too. */
    public Batches batches() {
        return workers == 1 ? Batches.ONE_BY_ONE : new Batches(MOST_AT_ONCE);
    }

    public static ObjectKey key(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new ObjectKey(
                namespace == null ? "" : namespace, object.getMetadata().getName());
    }

    /** The newer of the two states a change handler is given; one of them is there. */
    public static <T> T either(@Nullable T before, @Nullable T after) {
        T there = after != null ? after : before;
        if (there == null) {
            throw new IllegalArgumentException("a change without object");
        }
        return there;
    }
}
