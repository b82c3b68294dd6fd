package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.scheduler.device.DeviceSearch.Picked;
import dev.quarterdeck.scheduler.filter.Rejection;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.List;
import java.util.function.ToLongFunction;

/** What a node answers to a pod with claims. One thread uses it. */
final class DeviceAnswer {
    private static final long NOT_KNOWN = -1;

    private final List<Rejection> rejections;
    private final List<List<Picked>> picked;
    private long score = NOT_KNOWN;

    /** @param picked devices by claim, of those that have none yet; empty where it does not come out even */
    DeviceAnswer(List<Rejection> rejections, List<List<Picked>> picked) {
        this.rejections = rejections;
        this.picked = picked;
    }

    List<Rejection> rejections() {
        return rejections;
    }

    List<List<Picked>> picked() {
        return picked;
    }

    /** How early the alternatives were named that it gives; the same for all {@link ResourceClaim}s for which it is the answer, and worked out once. */
    long score(ToLongFunction<DeviceAnswer> by) {
        if (score == NOT_KNOWN) {
            score = by.applyAsLong(this);
        }
        return score;
    }
}
