package dev.quarterdeck.node.plan;

import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.runtime.ObservedSandbox;
import dev.quarterdeck.node.spec.ContainerKind;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides, for a pod whose sandbox is ready, what to do about its containers. Init containers come one by one; sidecars stay; then all main containers
 * at once. Pure: the same view gives the same plan.
 */
public final class ContainerPlanner {
    private final Pod pod;
    private final ObservedPod observed;
    private final ObservedSandbox sandbox;
    private final ProbeView probes;
    private final CrashBackoff backoff;
    private final Instant now;

    private final List<ContainerAction> actions = new ArrayList<>();
    private final Map<String, Waiting> waiting = new HashMap<>();
    private @Nullable Instant lookAgain;

    private ContainerPlanner(
            Pod pod,
            ObservedPod observed,
            ObservedSandbox sandbox,
            ProbeView probes,
            CrashBackoff backoff,
            Instant now) {
        this.pod = pod;
        this.observed = observed;
        this.sandbox = sandbox;
        this.probes = probes;
        this.backoff = backoff;
        this.now = now;
    }

    /** @param backoff only read */
    public static ContainerPlan plan(
            Pod pod,
            ObservedPod observed,
            ObservedSandbox sandbox,
            ProbeView probes,
            CrashBackoff backoff,
            Instant now) {
        ContainerPlanner planner = new ContainerPlanner(pod, observed, sandbox, probes, backoff, now);
        boolean finished = planner.decide();
        return new ContainerPlan(planner.actions, planner.waiting, planner.lookAgain, finished);
    }

    private boolean decide() {
        for (ObservedContainer container : observed.running()) {
            if (!container.sandboxId().equals(sandbox.id())) {
                PodContainer.find(pod, container.name())
                        .ifPresent(spec -> stop(spec, container, "Stopping container " + container.name()));
            }
        }
        boolean mainBegun =
                PodContainer.main(pod).stream().anyMatch(main -> inSandbox(main).isPresent());
        for (PodContainer init : PodContainer.init(pod)) {
            InitVerdict verdict = init.kind() == ContainerKind.SIDECAR ? sidecar(init) : init(init, mainBegun);
            if (verdict == InitVerdict.FAILED) {
                return true;
            }
            if (verdict == InitVerdict.WAIT && !mainBegun) {
                return false;
            }
        }
        PodContainer.ephemeral(pod).stream()
                .filter(container -> observed.latest(container.name()).isEmpty())
                .forEach(container -> actions.add(new ContainerAction.Start(container, 0)));
        boolean allEnded = true;
        for (PodContainer main : PodContainer.main(pod)) {
            allEnded &= main(main);
        }
        return allEnded;
    }

    private enum InitVerdict {
        PASSED,
        WAIT,
        FAILED
    }

    private InitVerdict init(PodContainer init, boolean mainBegun) {
        if (mainBegun) {
            return InitVerdict.PASSED;
        }
        Optional<ObservedContainer> latest = inSandbox(init);
        if (latest.isEmpty()) {
            actions.add(new ContainerAction.Start(init, nextCount(init)));
            return InitVerdict.WAIT;
        }
        ObservedContainer container = latest.get();
        if (!container.exited()) {
            return InitVerdict.WAIT;
        }
        if (container.exitCode() == 0) {
            return InitVerdict.PASSED;
        }
        if (!RestartRules.restarts(pod, init, container.exitCode())) {
            return InitVerdict.FAILED;
        }
        restart(init, container);
        return InitVerdict.WAIT;
    }

    private InitVerdict sidecar(PodContainer sidecar) {
        Optional<ObservedContainer> latest = inSandbox(sidecar);
        if (latest.isEmpty()) {
            actions.add(new ContainerAction.Start(sidecar, nextCount(sidecar)));
            return InitVerdict.WAIT;
        }
        ObservedContainer container = latest.get();
        if (container.exited()) {
            restart(sidecar, container);
            return InitVerdict.WAIT;
        }
        stopIfDemanded(sidecar, container);
        return container.isRunning() && probes.started(container.id()) ? InitVerdict.PASSED : InitVerdict.WAIT;
    }

    /** @return true if it ended for good */
    private boolean main(PodContainer main) {
        Optional<ObservedContainer> latest = observed.latest(main.name());
        if (latest.isEmpty()) {
            actions.add(new ContainerAction.Start(main, nextCount(main)));
            return false;
        }
        ObservedContainer container = latest.get();
        if (!container.exited()) {
            if (container.sandboxId().equals(sandbox.id())) {
                stopIfDemanded(main, container);
            }
            return false;
        }
        if (!RestartRules.restarts(pod, main, container.exitCode())) {
            return true;
        }
        restart(main, container);
        return false;
    }

    private void restart(PodContainer container, ObservedContainer ended) {
        String key = backoffKey(container);
        Instant until = backoff.until(key, ended.endedAt());
        if (until.isAfter(now)) {
            waiting.put(
                    container.name(),
                    new Waiting(
                            "CrashLoopBackOff",
                            "back-off " + words(backoff.delay(key).toSeconds()) + " restarting failed container="
                                    + container.name() + " pod=" + PodFacts.id(pod)));
            lookAgain = lookAgain == null || until.isBefore(lookAgain) ? until : lookAgain;
        } else {
            actions.add(new ContainerAction.Start(container, ended.restartCount() + 1));
        }
    }

    /** The image is part of it: another one starts afresh. */
    public static String backoffKey(PodContainer container) {
        return container.name() + "/" + container.hash();
    }

    /** {@code 1m20s}, as durations are written in messages. */
    private static String words(long seconds) {
        return seconds < 60 ? seconds + "s" : (seconds / 60) + "m" + (seconds % 60) + "s";
    }

    private void stopIfDemanded(PodContainer spec, ObservedContainer container) {
        if (!container.isRunning()) {
            return;
        }
        if (!container.hash().isEmpty() && !container.hash().equals(spec.hash())) {
            stop(spec, container, "Container " + spec.name() + " definition changed, will be restarted");
            return;
        }
        probes.failed(container.id())
                .ifPresent(verdict -> actions.add(new ContainerAction.Stop(
                        spec,
                        container,
                        "Container " + spec.name() + " failed " + verdict.probe() + " probe, will be restarted",
                        verdict.grace())));
    }

    private void stop(PodContainer spec, ObservedContainer container, String why) {
        actions.add(new ContainerAction.Stop(spec, container, why, null));
    }

    private Optional<ObservedContainer> inSandbox(PodContainer container) {
        return observed.latest(container.name()).filter(c -> c.sandboxId().equals(sandbox.id()));
    }

    private int nextCount(PodContainer container) {
        return observed.latest(container.name()).map(c -> c.restartCount() + 1).orElse(0);
    }
}
