package dev.quarterdeck.scheduler;

import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.leader.LeaderElection;
import dev.quarterdeck.scheduler.bind.Scheduler;
import dev.quarterdeck.scheduler.watch.ClusterFollower;
import java.util.concurrent.ExecutionException;

/** Starts following the cluster and contending for leadership; every replica follows, the leader decides. */
public final class SchedulerRunner implements AutoCloseable {
    private final Informers informers;
    private final ClusterFollower follower;
    private final Scheduler scheduler;
    private final LeaderElection election;

    public SchedulerRunner(
            Informers informers, ClusterFollower follower, Scheduler scheduler, LeaderElection election) {
        this.informers = informers;
        this.follower = follower;
        this.scheduler = scheduler;
        this.election = election;
    }

    public void start() {
        informers.start();
        election.start(this::lead);
    }

    private void lead() throws InterruptedException {
        try {
            follower.synced().get();
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
