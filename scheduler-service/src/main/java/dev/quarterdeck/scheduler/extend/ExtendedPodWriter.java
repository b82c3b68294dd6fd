package dev.quarterdeck.scheduler.extend;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.scheduler.bind.PodWriter;
import dev.quarterdeck.scheduler.bind.Preemptor;
import dev.quarterdeck.scheduler.cycle.SchedulingException;
import io.fabric8.kubernetes.api.model.Pod;

/** Writes as another does, but has pods bound by the extender that binds them. */
public final class ExtendedPodWriter implements PodWriter {
    private final PodWriter writer;
    private final Extenders extenders;

    public ExtendedPodWriter(PodWriter writer, Extenders extenders) {
        this.writer = writer;
        this.extenders = extenders;
    }

    @Override
    public void bind(Pod pod, String node) throws InterruptedException {
        try {
            if (extenders.bind(pod, node)) {
                return;
            }
        } catch (SchedulingException e) {
            throw ApiException.unavailable(String.valueOf(e.getMessage()), 1);
        }
        writer.bind(pod, node);
    }

    @Override
    public void markUnschedulable(Pod pod, String message, String nominatedNode) throws InterruptedException {
        writer.markUnschedulable(pod, message, nominatedNode);
    }

    @Override
    public void markFailed(Pod pod, String message) throws InterruptedException {
        writer.markFailed(pod, message);
    }

    @Override
    public void withdrawNomination(Pod pod) throws InterruptedException {
        writer.withdrawNomination(pod);
    }

    @Override
    public boolean preempt(Pod victim, Preemptor by) throws InterruptedException {
        return writer.preempt(victim, by);
    }
}
