package dev.quarterdeck.node.plan;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What probes have found about containers, by container id. */
public interface ProbeView {

    /** The startup probe has passed, or there is none and the container runs. */
    boolean started(String containerId);

    /** The readiness probe's last word; without one, whether the container has started. */
    boolean ready(String containerId);

    /** The probe that demands the container's end, if one does. */
    Optional<Verdict> failed(String containerId);

    /**
     * A probe's demand.
     *
     * @param probe {@code liveness} or {@code startup}
     * @param grace the probe's own grace period, if it has one
     */
    record Verdict(String probe, @Nullable Duration grace) {}
}
