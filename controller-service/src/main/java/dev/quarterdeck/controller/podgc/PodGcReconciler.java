package dev.quarterdeck.controller.podgc;

import dev.quarterdeck.controller.pod.PodDisruption;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.podgc.PodGcPlanner.Victim;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks over all pods every twenty seconds. There is one key, so it is never at work twice. */
final class PodGcReconciler implements Reconciler<String> {
    static final String KEY = "all pods";
    private static final Logger LOG = LoggerFactory.getLogger(PodGcReconciler.class);
    private static final Duration PERIOD = Duration.ofSeconds(20);
    /** A node must be missing so long before the server is asked whether it is gone: it may be registering anew. */
    private static final Duration QUARANTINE = Duration.ofSeconds(40);

    private final Informer<Pod> pods;
    private final Informer<Node> nodes;
    private final ObjectApi api;
    private final int threshold;
    private final InstantSource clock;
    private final Map<String, Instant> missingSince = new HashMap<>();

    PodGcReconciler(Informer<Pod> pods, Informer<Node> nodes, ObjectApi api, int threshold, InstantSource clock) {
        this.pods = pods;
        this.nodes = nodes;
        this.api = api;
        this.threshold = threshold;
        this.clock = clock;
    }

    @Override
    public Result reconcile(String key) throws InterruptedException {
        Set<String> gone = goneForGood();
        List<Victim> victims = PodGcPlanner.plan(pods.list(), name -> nodes.get("", name), gone, threshold);
        for (Victim victim : victims) {
            try {
                takeAway(victim);
            } catch (ApiException e) {
                LOG.warn(
                        "pod {} could not be taken away: {}",
                        victim.pod().getMetadata().getName(),
                        e.getMessage());
            }
        }
        return Result.after(PERIOD);
    }

    private Set<String> goneForGood() throws InterruptedException {
        Set<String> missing = pods.list().stream()
                .map(Pods::nodeName)
                .filter(name -> !name.isEmpty() && nodes.get("", name).isEmpty())
                .collect(Collectors.toSet());
        missingSince.keySet().retainAll(missing);
        Instant now = clock.instant();
        Set<String> gone = new HashSet<>();
        for (String name : missing) {
            Instant since = missingSince.computeIfAbsent(name, n -> now);
            boolean longEnough = Duration.between(since, now).compareTo(QUARANTINE) >= 0;
            if (longEnough && api.get(Node.class, "", name).isEmpty()) {
                gone.add(name);
            }
        }
        return gone;
    }

    private void takeAway(Victim victim) throws InterruptedException {
        Pod pod = victim.pod();
        if (victim.condition().isPresent()) {
            Optional<String> phase = Pods.isTerminal(pod) ? Optional.empty() : Optional.of("Failed");
            PodDisruption.announce(
                    api, pod, "DeletionByPodGC", victim.condition().get(), phase, clock.instant());
        }
        api.deleteWithGrace(pod, 0);
    }
}
