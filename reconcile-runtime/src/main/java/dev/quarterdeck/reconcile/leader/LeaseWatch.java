package dev.quarterdeck.reconcile.leader;

import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Selection;
import dev.quarterdeck.reconcile.informer.WatchInformers;
import dev.quarterdeck.reconcile.queue.TimeSource;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * How a replica that waits for a lease hears of renewals when they are made. It looks from time to time all the same, so a watch that is silent, late or broken
 * costs seconds and never the lease.
 */
@FunctionalInterface
public interface LeaseWatch {
    /** Nothing is heard: whoever waits only looks. */
    LeaseWatch NONE = (namespace, name, seen) -> () -> {};

    /**
     * Begins to watch one lease.
     *
     * @param seen called on one thread, in order, for each state of the lease; must not block
     */
    Following follow(String namespace, String name, Consumer<Lease> seen);

    /** A watch that has begun. */
    @FunctionalInterface
    interface Following extends AutoCloseable {
        @Override
        void close();
    }

    /** By a watch of that one object through the gateway. */
    static LeaseWatch through(ObjectApi api, TimeSource time) {
        return (namespace, name, seen) -> {
            WatchInformers informers = new WatchInformers(api, time, RandomGenerator.getDefault());
            informers
                    .of(Lease.class, new Selection(namespace, "", "metadata.name=" + name))
                    .onChange((before, after) -> {
                        if (after != null) {
                            seen.accept(after);
                        }
                    });
            informers.start();
            return informers::close;
        };
    }
}
