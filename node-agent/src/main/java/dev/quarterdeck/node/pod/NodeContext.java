package dev.quarterdeck.node.pod;

import dev.quarterdeck.node.event.PodEvents;
import dev.quarterdeck.node.host.NodeFacts;
import dev.quarterdeck.node.host.PodHost;
import dev.quarterdeck.node.image.ImagePulls;
import dev.quarterdeck.node.probe.ContainerProbes;
import dev.quarterdeck.node.probe.LifecycleHooks;
import dev.quarterdeck.node.runtime.PodRuntime;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * What all pods of one node share.
 *
 * @param timer shared; only hands work to {@code threads}
 * @param threads runs what may block, a virtual thread each
 */
public record NodeContext(
        PodRuntime runtime,
        PodHost host,
        PodApi api,
        PodEvents events,
        ImagePulls pulls,
        ContainerProbes probes,
        LifecycleHooks hooks,
        Supplier<NodeFacts> facts,
        Clock clock,
        ScheduledExecutorService timer,
        Executor threads) {}
