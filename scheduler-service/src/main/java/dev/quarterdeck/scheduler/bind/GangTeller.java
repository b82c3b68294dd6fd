package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.gang.Gangs;
import dev.quarterdeck.scheduler.gang.GroupKey;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the pods of a group and the group itself what became of them. Called by the loop; writes beside it. */
final class GangTeller {
    private static final Logger LOG = LoggerFactory.getLogger(GangTeller.class);

    private final Gangs gangs;
    private final PodWriter writer;
    private final GroupWriter groups;
    private final SchedulingEvents events;
    private final Writes writes;

    GangTeller(Gangs gangs, PodWriter writer, GroupWriter groups, SchedulingEvents events, Writes writes) {
        this.gangs = gangs;
        this.writer = writer;
        this.groups = groups;
        this.events = events;
        this.writes = writes;
    }

    /** Why it waits, and which node is being cleared for it. */
    void waiting(PodRequest pod, String message, String nominated) throws InterruptedException {
        events.failed(pod, message);
        writes.begin(() -> Writes.tell(pod.pod(), () -> writer.markUnschedulable(pod.pod(), message, nominated)));
    }

    void failed(PodRequest pod, String message) throws InterruptedException {
        events.failed(pod, message);
        writes.begin(() -> Writes.tell(pod.pod(), () -> writer.markFailed(pod.pod(), message)));
    }

    /** Its condition PodGroupScheduled, where that says something else than before. */
    void group(GroupKey key, String status, String reason, String message) throws InterruptedException {
        PodGroup.Condition condition = new PodGroup.Condition(PodGroup.SCHEDULED, status, reason, message, "");
        PodGroup object = gangs.news(key, condition);
        if (object == null) {
            return;
        }
        writes.begin(() -> {
            try {
                groups.mark(object, condition);
            } catch (ApiException e) {
                gangs.untold(key);
                LOG.warn("cannot say what became of {}: {}", key, e.getMessage());
            } catch (InterruptedException e) {
                gangs.untold(key);
                Thread.currentThread().interrupt();
            }
        });
    }
}
