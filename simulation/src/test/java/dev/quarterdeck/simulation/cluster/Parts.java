package dev.quarterdeck.simulation.cluster;

import dev.quarterdeck.simulation.invariant.Truth;
import dev.quarterdeck.simulation.store.FakePostgres;
import dev.quarterdeck.simulation.world.Network;
import dev.quarterdeck.simulation.world.World;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.commit.BatchPlan;
import dev.quarterdeck.state.commit.BatchTransaction;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.publish.RecentChanges;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** What is put around the parts of the product and the fakes: nothing here; mutants put their mistakes there. */
public interface Parts {

    /** The product as it is. */
    Parts PLAIN = new Parts() {};

    default FakePostgres postgres(World world, Network network, Truth truth) {
        return new FakePostgres(world, network, truth::committed);
    }

    default BatchTransaction transaction(BatchTransaction transaction) {
        return transaction;
    }

    default void beforeCommit(BatchPlan plan, RecentChanges recent) {}

    default Producer<byte[], byte[]> producer(Producer<byte[], byte[]> producer) {
        return producer;
    }

    default org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        return consumer;
    }

    /** As admission sees it. */
    default ClusterReader remembering(ClusterReader reader) {
        return reader;
    }

    default InstantSource rememberingClock(InstantSource clock) {
        return clock;
    }

    /** Whether what is remembered is forgotten before the write, and not after it. */
    default boolean forgetsBefore() {
        return false;
    }

    /** Whether a replica that is told to end leaves those who wait without the truth. */
    default boolean endsAtOnce() {
        return false;
    }

    /** As a gateway reads it that shares a process with a replica of state-service. */
    default ChangeLog log(ChangeLog log) {
        return log;
    }

    /** As a gateway asks it. */
    default StateClient state(StateClient state, World world) {
        return state;
    }

    /** As reads and watches see them. */
    default ResourceCaches caches(ResourceCaches caches, World world) {
        return caches;
    }

    /** Sees each gateway's own caches when it starts. */
    default void started(GatewayReplica gateway, Consumer<String> trace) {}
}
