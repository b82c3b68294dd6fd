package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.reconcile.queue.TimeSource;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Pods that wait, without a thread, until the devices they were given have been made ready, cannot be, or took too long. Thread-safe. */
final class BindingWaits {
    private final DeviceObjects objects;
    private final TimeSource time;
    private final Duration limit;
    private final Map<String, Wait> waits = new ConcurrentHashMap<>();

    /** @param then called once, with what went wrong, or empty */
    private record Wait(String pod, Map<String, ResourceClaim> claims, Consumer<String> then) {}

    /** @param limit how long devices may take (bindingTimeout) */
    BindingWaits(DeviceObjects objects, TimeSource time, Duration limit) {
        this.objects = objects;
        this.time = time;
        this.limit = limit;
        objects.onClaim(this::claimChanged);
    }

    /**
     * @param pod its uid
     * @param claims by uid, as they were written
     * @param then called once, on whichever thread comes to know, with what went wrong, or empty
     */
    void begin(String pod, Map<String, ResourceClaim> claims, Consumer<String> then) {
        Wait wait = new Wait(pod, claims, then);
        waits.put(pod, wait);
        time.after(limit, () -> end(wait, "device binding timeout: context deadline exceeded"));
        check(wait);
    }

    /** The pod is gone: nobody waits any more. */
    void end(String pod) {
        Wait wait = waits.get(pod);
        if (wait != null) {
            end(wait, "pod is gone");
        }
    }

    private void claimChanged(ResourceClaim claim) {
        if (waits.isEmpty()) {
            return;
        }
        for (Wait each : waits.values()) {
            if (each.claims().containsKey(claim.getMetadata().getUid())) {
                check(each);
            }
        }
    }

    private void check(Wait wait) {
        for (ResourceClaim written : wait.claims().values()) {
            ResourceClaim now = objects.claim(
                    written.getMetadata().getNamespace(), written.getMetadata().getName());
            if (now == null) {
                end(wait, "resourceclaim \"" + written.getMetadata().getName() + "\" not found");
                return;
            }
            switch (BindingReadiness.of(now)) {
                case BindingReadiness.Ready ready -> {}
                case BindingReadiness.Waiting more -> {
                    return;
                }
                case BindingReadiness.Failed(String why) -> {
                    end(wait, why);
                    return;
                }
            }
        }
        end(wait, "");
    }

    private void end(Wait wait, String wrong) {
        if (waits.remove(wait.pod(), wait)) {
            wait.then().accept(wrong);
        }
    }
}
