package dev.quarterdeck.scheduler;

import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.leader.LeaderElection;
import dev.quarterdeck.scheduler.bind.Scheduler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Starts following the cluster and contending for leadership; every replica follows, the leader decides. */
public final class SchedulerRunner implements AutoCloseable {
    private final Informers informers;
    private final CompletableFuture<Void> synced;
    private final Scheduler scheduler;
    private final LeaderElection election;

    /** @param synced completes once everything that exists has been seen: no pod is decided before */
    public SchedulerRunner(
            Informers informers, CompletableFuture<Void> synced, Scheduler scheduler, LeaderElection election) {
        this.informers = informers;
        this.synced = synced;
        this.scheduler = scheduler;
        this.election = election;
    }

    public void start() {
        informers.start();
        election.start(this::lead);
    }

    private void lead() throws InterruptedException {
        try {
            synced.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the cluster cannot be followed", e.getCause());
        }
        scheduler.run();
    }

    @Override
    public void close() {
        election.close();
    }
}
