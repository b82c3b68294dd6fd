package dev.quarterdeck.node.simulated;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.node.pod.PodApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The API as a node sees it that can be cut off: while it is, every write fails as it would without a network. */
public final class SilenceablePodApi implements PodApi {
    private static final Duration PACE = Duration.ofMillis(50);

    private final PodApi api;
    private final BooleanSupplier silent;

    public SilenceablePodApi(PodApi api, BooleanSupplier silent) {
        this.api = api;
        this.silent = silent;
    }

    @Override
    public long writeStatus(Pod pod, PodStatus status) {
        check();
        return api.writeStatus(pod, status);
    }

    @Override
    public void delete(Pod pod) {
        check();
        api.delete(pod);
    }

    /** What simulated containers do takes no time, so that the first things a pod says of itself are one. */
    @Override
    public Duration pace() {
        return PACE;
    }

    private void check() {
        if (silent.getAsBoolean()) {
            throw ApiException.unavailable("the node plays dead", 1);
        }
    }
}
