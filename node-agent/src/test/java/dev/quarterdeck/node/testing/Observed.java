package dev.quarterdeck.node.testing;

import dev.quarterdeck.node.plan.ProbeView;
import dev.quarterdeck.node.runtime.Labels;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedContainer.State;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.runtime.ObservedSandbox;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Short ways to write what a runtime shows. */
public final class Observed {
    public static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    public static final ObservedSandbox SANDBOX = new ObservedSandbox("box", 0, true, T0, List.of("10.1.0.5"));

    private Observed() {}

    public static ObservedPod pod(ObservedContainer... newestFirst) {
        return new ObservedPod("uid", "default", "web", List.of(SANDBOX), List.of(newestFirst));
    }

    public static ObservedContainer running(String name) {
        return container(name, State.RUNNING, 0, 0, "box");
    }

    public static ObservedContainer exited(String name, int code) {
        return container(name, State.EXITED, code, 0, "box");
    }

    public static ObservedContainer container(String name, State state, int code, int restarts, String sandbox) {
        return new ObservedContainer(
                name + "-" + restarts,
                sandbox,
                name,
                restarts,
                state,
                T0,
                T0,
                state == State.EXITED ? T0.plusSeconds(1) : null,
                code,
                "",
                "",
                "busybox",
                "sha256:1",
                Map.of(Labels.RESTART_COUNT, Integer.toString(restarts)));
    }

    /** All containers have started; those named are not ready, or are to be ended by their liveness probe. */
    public static ProbeView probes(List<String> unready, List<String> dead) {
        return new ProbeView() {
            @Override
            public boolean started(String containerId) {
                return !unready.contains("start:" + containerId);
            }

            @Override
            public boolean ready(String containerId) {
                return !unready.contains(containerId);
            }

            @Override
            public Optional<Verdict> failed(String containerId) {
                return dead.contains(containerId) ? Optional.of(new Verdict("liveness", null)) : Optional.empty();
            }
        };
    }

    public static ProbeView healthy() {
        return probes(List.of(), List.of());
    }
}
