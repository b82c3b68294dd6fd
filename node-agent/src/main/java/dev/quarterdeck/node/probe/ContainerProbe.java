package dev.quarterdeck.node.probe;

import dev.quarterdeck.node.event.PodEvents;
import dev.quarterdeck.node.plan.ProbeView.Verdict;
import dev.quarterdeck.node.probe.HandlerRunner.Outcome;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The probes of one container. The startup probe runs first and alone; liveness and readiness after it. A verdict needs as many outcomes in a row as its
 * threshold says. Verdicts may be read by any thread.
 */
final class ContainerProbe {
    private static final Logger log = LoggerFactory.getLogger(ContainerProbe.class);

    /** What all probes of a node share. */
    record Tools(
            HandlerRunner runner,
            PodEvents events,
            ScheduledExecutorService timer,
            Executor threads,
            Clock clock,
            Runnable changed) {}

    private enum Kind {
        STARTUP("Startup"),
        LIVENESS("Liveness"),
        READINESS("Readiness");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private volatile Pod pod;
    private volatile PodContainer container;
    private final ObservedContainer observed;
    private final String podIp;
    private final Tools tools;

    private volatile boolean started;
    private volatile boolean ready;
    private volatile @Nullable Verdict failed;
    private volatile boolean closed;

    ContainerProbe(
            Pod pod,
            PodContainer container,
            ObservedContainer observed,
            String podIp,
            Tools tools,
            boolean started,
            boolean ready) {
        this.pod = pod;
        this.container = container;
        this.observed = observed;
        this.podIp = podIp;
        this.tools = tools;
        this.started = started || container.spec().getStartupProbe() == null;
        this.ready = container.spec().getReadinessProbe() == null || ready;
    }

    /** The pod as it is now; the one from which the container was made goes. What a probe is does not change while its container runs. */
    void follow(Pod newer, PodContainer its) {
        pod = newer;
        container = its;
    }

    Pod pod() {
        return pod;
    }

    String podUid() {
        return PodFacts.uid(pod);
    }

    String containerId() {
        return observed.id();
    }

    boolean started() {
        return started;
    }

    boolean ready() {
        return started && ready;
    }

    Optional<Verdict> failed() {
        return Optional.ofNullable(failed);
    }

    void begin() {
        if (!started) {
            schedule(Kind.STARTUP);
        } else {
            beginOthers();
        }
    }

    private void beginOthers() {
        if (container.spec().getLivenessProbe() != null) {
            schedule(Kind.LIVENESS);
        }
        if (container.spec().getReadinessProbe() != null) {
            schedule(Kind.READINESS);
        }
    }

    void close() {
        closed = true;
    }

    private Probe spec(Kind kind) {
        return switch (kind) {
            case STARTUP -> container.spec().getStartupProbe();
            case LIVENESS -> container.spec().getLivenessProbe();
            case READINESS -> container.spec().getReadinessProbe();
        };
    }

    private void schedule(Kind kind) {
        Instant since = observed.startedAt() == null ? observed.createdAt() : observed.startedAt();
        Instant first = since.plusSeconds(orElse(spec(kind).getInitialDelaySeconds(), 0));
        long delay =
                Math.max(0, Duration.between(tools.clock().instant(), first).toMillis());
        after(delay, kind, 0, 0);
    }

    private void after(long millis, Kind kind, int successes, int failures) {
        try {
            var unused = tools.timer()
                    .schedule(
                            () -> tools.threads().execute(() -> probe(kind, successes, failures)),
                            millis,
                            TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("The agent ends; no more probes of {}", container.name());
        }
    }

    private void probe(Kind kind, int successes, int failures) {
        if (closed || failed != null) {
            return;
        }
        Probe spec = spec(kind);
        Outcome outcome;
        try {
            outcome = run(spec);
        } catch (RuntimeException e) {
            log.warn("{} probe of {} of {} failed", kind.word, container.name(), PodFacts.id(pod), e);
            outcome = new Outcome(false, String.valueOf(e.getMessage()));
        }
        if (closed) {
            return;
        }
        int good = outcome.success() ? successes + 1 : 0;
        int bad = outcome.success() ? 0 : failures + 1;
        if (!outcome.success()) {
            tools.events()
                    .warning(
                            pod,
                            container,
                            "Unhealthy",
                            kind.word + " probe failed: " + outcome.output().strip());
        }
        if (outcome.success() && good >= orElse(spec.getSuccessThreshold(), 1)) {
            passed(kind);
            if (kind == Kind.STARTUP) {
                return;
            }
        } else if (!outcome.success() && bad >= orElse(spec.getFailureThreshold(), 3)) {
            if (!failed(kind, spec)) {
                return;
            }
        }
        after(TimeUnit.SECONDS.toMillis(orElse(spec.getPeriodSeconds(), 10)), kind, good, bad);
    }

    private void passed(Kind kind) {
        switch (kind) {
            case STARTUP -> {
                started = true;
                beginOthers();
                tools.changed().run();
            }
            case READINESS -> {
                if (!ready) {
                    ready = true;
                    tools.changed().run();
                }
            }
            case LIVENESS -> {}
        }
    }

    /** @return whether to go on probing */
    private boolean failed(Kind kind, Probe spec) {
        if (kind == Kind.READINESS) {
            if (ready) {
                ready = false;
                tools.changed().run();
            }
            return true;
        }
        Long grace = spec.getTerminationGracePeriodSeconds();
        failed = new Verdict(
                kind == Kind.STARTUP ? "startup" : "liveness", grace == null ? null : Duration.ofSeconds(grace));
        tools.changed().run();
        return false;
    }

    private Outcome run(Probe spec) {
        Duration timeout = Duration.ofSeconds(orElse(spec.getTimeoutSeconds(), 1));
        if (spec.getExec() != null) {
            return tools.runner().exec(observed.id(), spec.getExec().getCommand(), timeout);
        }
        if (spec.getHttpGet() != null) {
            return tools.runner().http(spec.getHttpGet(), container.spec(), podIp, timeout);
        }
        if (spec.getTcpSocket() != null) {
            return tools.runner().tcp(spec.getTcpSocket(), container.spec(), podIp, timeout);
        }
        if (spec.getGrpc() != null) {
            return tools.runner().grpc(spec.getGrpc(), podIp, timeout);
        }
        return new Outcome(false, "missing probe handler");
    }

    private static int orElse(@Nullable Integer value, int otherwise) {
        return value == null || value == 0 ? otherwise : value;
    }
}
