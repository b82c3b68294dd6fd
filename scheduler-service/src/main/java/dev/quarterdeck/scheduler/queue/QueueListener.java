package dev.quarterdeck.scheduler.queue;

/** Is told which pods come into which place of the queue, and why. Called with the queue's lock held: must not block. */
public interface QueueListener {
    QueueListener NONE = (place, event) -> {};

    /**
     * @param place active, backoff or unschedulable
     * @param event as the reference names it in metrics, as {@code AssignedPodDelete}
     */
    void came(String place, String event);
}
