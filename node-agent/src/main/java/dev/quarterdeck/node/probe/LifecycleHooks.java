package dev.quarterdeck.node.probe;

import dev.quarterdeck.node.probe.HandlerRunner.Outcome;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs postStart and preStop. Blocks; any (virtual) thread. */
public final class LifecycleHooks {
    private static final Duration HTTP_LIMIT = Duration.ofSeconds(30);

    private final HandlerRunner runner;

    public LifecycleHooks(HandlerRunner runner) {
        this.runner = runner;
    }

    /** @param limit how long the hook may take */
    public Outcome run(LifecycleHandler hook, Container container, String containerId, String podIp, Duration limit) {
        if (hook.getExec() != null) {
            return runner.exec(containerId, hook.getExec().getCommand(), limit);
        }
        if (hook.getHttpGet() != null) {
            Duration timeout = limit.compareTo(HTTP_LIMIT) < 0 ? limit : HTTP_LIMIT;
            return runner.http(hook.getHttpGet(), container, podIp, timeout);
        }
        if (hook.getSleep() != null) {
            return sleep(Math.min(limit.toSeconds(), hook.getSleep().getSeconds()));
        }
        return new Outcome(false, "invalid handler");
    }

    private static Outcome sleep(long seconds) {
        try {
            boolean never = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
            return new Outcome(!never, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(false, "interrupted");
        }
    }
}
