package dev.quarterdeck.controller;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.BufferedEventRecorder;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.leader.LeaderElection;
import dev.quarterdeck.reconcile.queue.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contends for leadership, and runs all controllers while it is held. Every replica follows the cluster, so that a new leader begins at once. Each controller
 * starts when the caches it decides on are filled.
 */
public final class ControllerRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerRunner.class);

    private final Controllers controllers;
    private final Informers informers;
    private final Informers remote;
    private final LeaderElection election;
    private final Map<String, BufferedEventRecorder> recorders = new ConcurrentHashMap<>();
    private final ControllerContext context;
    private final List<AutoCloseable> owned;

    /**
     * @param remote as in {@link ControllerContext}
     * @param owned closed after the controllers, in order
     */
    public ControllerRunner(
            Controllers controllers,
            Informers informers,
            Informers remote,
            ObjectApi api,
            LeaderElection election,
            TimeSource time,
            MeterRegistry registry,
            int workers,
            List<AutoCloseable> owned) {
        this.controllers = controllers;
        this.informers = informers;
        this.remote = remote;
        this.election = election;
        this.owned = owned;
        this.context = new ControllerContext(
                informers, remote, api, component -> recorder(api, component, time, registry), time, registry, workers);
    }

    private EventRecorder recorder(ObjectApi api, String component, TimeSource time, MeterRegistry registry) {
        return recorders.computeIfAbsent(component, c -> new BufferedEventRecorder(api, c, "", time, registry));
    }

    public void start() {
        informers.start();
        remote.start();
        election.start(this::lead);
    }

    public boolean isLeader() {
        return election.isLeader().getAsBoolean();
    }

    private void lead() throws InterruptedException {
        List<Controller> all = controllers.create(context);
        try {
            for (Controller controller : all) {
                controller.synced().whenComplete((done, failure) -> {
                    if (failure == null) {
                        controller.start();
                    } else {
                        LOG.error("{} cannot start: its caches cannot be filled", controller.name(), failure);
                    }
                });
            }
            new CountDownLatch(1).await();
        } finally {
            all.forEach(Controller::close);
        }
    }

    /** Gives leadership back, then closes what it was given to close. */
    @Override
    public void close() {
        election.close();
        recorders.values().forEach(BufferedEventRecorder::close);
        for (AutoCloseable each : owned) {
            try {
                each.close();
            } catch (Exception e) {
                LOG.warn("could not be closed", e);
            }
        }
    }
}
