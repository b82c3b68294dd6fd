package dev.quarterdeck.controller.pod;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pods that taints make leave, now or after a while: keeps since when, tells them, and deletes them when their time has come. Thread-safe for different pods.
 *
 * <pre>
 * pod                    must leave       → what
 * any                    no                 nothing; it is told if it had to before
 * any                    later              look again then
 * any                    now                it is told, gets the condition DisruptionTarget, and is deleted
 * </pre>
 */
public final class Departures {
    /** What pods are told, and why they are disrupted. */
    public interface Words {
        void leaves(ObjectKey key, Pod pod);

        void stays(ObjectKey key, Pod pod);

        /** Reason of the condition. */
        String reason();

        /** Message of the condition. */
        String message();
    }

    private final ObjectApi api;
    private final Words words;
    private final InstantSource clock;
    /** When a pod was first seen to be due to leave; those that were and are no more are told so. */
    private final Map<ObjectKey, Instant> due = new ConcurrentHashMap<>();

    public Departures(ObjectApi api, Words words, InstantSource clock) {
        this.api = api;
        this.words = words;
        this.clock = clock;
    }

    /** For taints that do not say when they were added: when this pod was first seen to have to leave, or now. */
    public Instant firstSeen(ObjectKey key) {
        return due.getOrDefault(key, clock.instant());
    }

    /** It has ended, or is being deleted by somebody. */
    public void forget(ObjectKey key) {
        due.remove(key);
    }

    /** @param when empty where it may stay */
    public Result decide(ObjectKey key, Pod pod, Optional<Instant> when) throws InterruptedException {
        Instant now = clock.instant();
        if (when.isEmpty()) {
            if (due.remove(key) != null) {
                words.stays(key, pod);
            }
            return Result.DONE;
        }
        due.putIfAbsent(key, now);
        if (when.get().isAfter(now)) {
            return Result.after(Duration.between(now, when.get()));
        }
        words.leaves(key, pod);
        PodDisruption.announce(api, pod, words.reason(), words.message(), Optional.empty(), now);
        api.delete(pod, Propagation.DEFAULT);
        due.remove(key);
        return Result.DONE;
    }
}
