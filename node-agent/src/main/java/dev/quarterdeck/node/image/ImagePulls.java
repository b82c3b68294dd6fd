package dev.quarterdeck.node.image;

import dev.quarterdeck.node.cri.v1.AuthConfig;
import dev.quarterdeck.node.cri.v1.PodSandboxConfig;
import dev.quarterdeck.node.event.PodEvents;
import dev.quarterdeck.node.runtime.PodRuntime;
import dev.quarterdeck.node.runtime.PodRuntime.LocalImage;
import dev.quarterdeck.node.runtime.RuntimeFailure;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Gets a container's image onto the host, by its policy. An image that cannot be had is asked for again after 10 s, 20 s, up to 5 min. Blocks; at most
 * four pulls at once on one node, the others wait.
 */
public final class ImagePulls {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int AT_ONCE = 4;

    private record Failed(Duration delay, Instant until, String message) {}

    private final PodRuntime runtime;
    private final PodEvents events;
    private final PullCredentials credentials;
    private final Clock clock;
    private final Map<String, Failed> failures = new ConcurrentHashMap<>();
    private final Semaphore slots = new Semaphore(AT_ONCE);

    public ImagePulls(PodRuntime runtime, PodEvents events, PullCredentials credentials, Clock clock) {
        this.runtime = runtime;
        this.events = events;
        this.credentials = credentials;
        this.clock = clock;
    }

    public LocalImage ensure(Pod pod, PodContainer container, PodSandboxConfig sandbox)
            throws StartFailure, InterruptedException {
        String image = container.spec().getImage();
        String reference = ImageReference.normalized(image).orElseThrow(() -> {
            events.warning(
                    pod,
                    container,
                    "InspectFailed",
                    "Failed to apply default image tag \"" + image + "\": couldn't parse image name \"" + image
                            + "\": invalid reference format");
            return new StartFailure(
                    "InvalidImageName",
                    "Failed to apply default image tag \"" + image + "\": couldn't parse image name \"" + image
                            + "\": invalid reference format",
                    LONGEST);
        });
        String policy = policy(container, reference);
        Optional<LocalImage> present = runtime.image(reference);
        if (present.isPresent() && !policy.equals("Always")) {
            events.normal(
                    pod,
                    container,
                    "Pulled",
                    "Container image \"" + image + "\" already present on machine and can be accessed by the pod");
            return present.get();
        }
        if (policy.equals("Never")) {
            String message = "Container image \"" + image + "\" is not present with pull policy of Never";
            events.warning(pod, container, "ErrImageNeverPull", message);
            throw new StartFailure("ErrImageNeverPull", message, FIRST);
        }
        return pull(pod, container, reference, sandbox);
    }

    private LocalImage pull(Pod pod, PodContainer container, String reference, PodSandboxConfig sandbox)
            throws StartFailure, InterruptedException {
        String image = container.spec().getImage();
        String key = PodFacts.uid(pod) + "/" + reference;
        Failed failed = failures.get(key);
        Instant now = clock.instant();
        if (failed != null && failed.until().isAfter(now)) {
            events.normal(pod, container, "BackOff", "Back-off pulling image \"" + image + "\"");
            throw new StartFailure(
                    "ImagePullBackOff",
                    "Back-off pulling image \"" + image + "\": ErrImagePull: " + failed.message(),
                    Duration.between(now, failed.until()));
        }
        events.normal(pod, container, "Pulling", "Pulling image \"" + image + "\"");
        Instant asked = clock.instant();
        slots.acquire();
        Instant begun = clock.instant();
        try {
            tryCredentials(pod, reference, sandbox);
            LocalImage pulled = runtime.image(reference)
                    .orElseThrow(() -> new RuntimeFailure(
                            io.grpc.Status.Code.NOT_FOUND, "image " + image + " is gone after it was pulled", null));
            failures.remove(key);
            Instant end = clock.instant();
            events.normal(
                    pod,
                    container,
                    "Pulled",
                    "Successfully pulled image \"" + image + "\" in " + words(Duration.between(begun, end)) + " ("
                            + words(Duration.between(asked, end)) + " including waiting). Image size: "
                            + pulled.sizeBytes() + " bytes.");
            return pulled;
        } catch (RuntimeFailure e) {
            Duration delay = failed == null ? FIRST : min(failed.delay().multipliedBy(2), LONGEST);
            failures.put(key, new Failed(delay, clock.instant().plus(delay), e.getMessage()));
            events.warning(pod, container, "Failed", "Failed to pull image \"" + image + "\": " + e.getMessage());
            throw new StartFailure("ErrImagePull", e.getMessage(), Duration.ofSeconds(1));
        } finally {
            slots.release();
        }
    }

    /** With each credential that fits, then without; the last failure counts. */
    private void tryCredentials(Pod pod, String reference, PodSandboxConfig sandbox) {
        List<AuthConfig> fitting = credentials.of(pod, reference);
        for (AuthConfig credential : fitting) {
            try {
                runtime.pull(reference, credential, sandbox);
                return;
            } catch (RuntimeFailure e) {
                if (credential == fitting.getLast()) {
                    throw e;
                }
            }
        }
        runtime.pull(reference, null, sandbox);
    }

    /** Forgets a pod that is gone. */
    public void forget(String podUid) {
        failures.keySet().removeIf(key -> key.startsWith(podUid + "/"));
    }

    private static String policy(PodContainer container, String reference) {
        @Nullable String policy = container.spec().getImagePullPolicy();
        if (policy != null && !policy.isEmpty()) {
            return policy;
        }
        return reference.endsWith(":latest") ? "Always" : "IfNotPresent";
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static String words(Duration duration) {
        long millis = duration.toMillis();
        return millis < 1000 ? millis + "ms" : (millis / 1000) + "." + String.format("%03d", millis % 1000) + "s";
    }
}
