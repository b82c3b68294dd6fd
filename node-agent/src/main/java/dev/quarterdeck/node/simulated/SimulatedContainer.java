package dev.quarterdeck.node.simulated;

import dev.quarterdeck.node.cri.v1.ContainerConfig;
import dev.quarterdeck.node.runtime.Labels;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedContainer.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A container of {@link SimulatedPodRuntime}, whose lock guards all but {@link #awaitEnd}. */
final class SimulatedContainer {
    private final String sandboxId;
    private final ContainerConfig config;
    private final Instant createdAt;
    private final SimulatedCommand command;
    private final CountDownLatch end = new CountDownLatch(1);
    private State state = State.CREATED;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private int exitCode;

    SimulatedContainer(String sandboxId, ContainerConfig config, Instant createdAt) {
        this.sandboxId = sandboxId;
        this.config = config;
        this.createdAt = createdAt;
        this.command = commandOf(config);
    }

    /** What must end for its pod to get on (an init container) ends at once where nobody can tell what it would do. */
    private static SimulatedCommand commandOf(ContainerConfig config) {
        List<String> words = new ArrayList<>(config.getCommandList());
        words.addAll(config.getArgsList());
        SimulatedImage image = SimulatedImage.of(config.getImage().getImage());
        SimulatedCommand guess =
                words.isEmpty() ? SimulatedCommand.ofImage(image, config.getStdin()) : SimulatedCommand.of(words);
        boolean mustEnd =
                config.getAnnotationsOrDefault(SimulatedPodHost.MUST_END, "").equals("true") && !image.pauses();
        return mustEnd && guess.ends().isEmpty() ? SimulatedCommand.ENDS_AT_ONCE : guess;
    }

    boolean isIn(String sandbox) {
        return sandboxId.equals(sandbox);
    }

    String podUid() {
        return config.getLabelsOrDefault(Labels.POD_UID, "");
    }

    SimulatedCommand command() {
        return command;
    }

    /** Says whether it was there to be started. */
    boolean start(Instant now) {
        if (state != State.CREATED) {
            return false;
        }
        state = State.RUNNING;
        startedAt = now;
        return true;
    }

    /** Says whether it had not ended yet. */
    boolean end(Instant now, int code) {
        if (state == State.EXITED) {
            return false;
        }
        state = State.EXITED;
        exitCode = code;
        finishedAt = now;
        end.countDown();
        return true;
    }

    /** Waits; says whether it ended. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return end.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    ObservedContainer observed(String id) {
        String reason = state != State.EXITED ? "" : exitCode == 0 ? "Completed" : "Error";
        String image = config.getImage().getImage();
        String wished = config.getImage().getUserSpecifiedImage();
        return new ObservedContainer(
                id,
                sandboxId,
                config.getMetadata().getName(),
                config.getMetadata().getAttempt(),
                state,
                createdAt,
                startedAt,
                finishedAt,
                exitCode,
                reason,
                "",
                wished.isEmpty() ? image : wished,
                image,
                config.getAnnotationsMap());
    }
}
