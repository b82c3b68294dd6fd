package dev.quarterdeck.node.pod;

import dev.quarterdeck.node.runtime.Labels;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All pods of one node, one worker each. Told what the API has by one thread; what the host still has of pods that the API does not know is cleaned up
 * once the API's pods are all known.
 */
public final class PodWorkers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PodWorkers.class);

    private final NodeContext node;
    private final PodAdmission admission;
    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
    private volatile @Nullable AutoCloseable watch;

    public PodWorkers(NodeContext node) {
        this.node = node;
        this.admission = new PodAdmission(this, node.facts());
    }

    /** Takes notice of containers from now on. */
    public void start() {
        watch = node.runtime().watch(this::containersChanged);
    }

    private void containersChanged(String uid) {
        PodWorker worker = workers.get(uid);
        if (worker != null) {
            worker.wake();
        }
    }

    /** The API has this pod, new or newer. */
    public void present(Pod pod) {
        String uid = PodFacts.uid(pod);
        PodWorker worker = workers.get(uid);
        if (worker == null) {
            worker = new PodWorker(pod, false, node, admission::check, () -> workers.remove(uid));
            workers.put(uid, worker);
            worker.wake();
        } else {
            worker.update(pod);
        }
    }

    /** The API does not have this pod any more. */
    public void absent(Pod pod) {
        PodWorker worker = workers.get(PodFacts.uid(pod));
        if (worker != null) {
            worker.disappeared();
        }
    }

    /** Cleans up after pods that are on this host but not in the API. To be called when every pod of the API has been {@link #present}. */
    public void removeOrphans() throws IOException {
        for (ObservedPod observed : node.runtime().list()) {
            if (!observed.uid().isEmpty()) {
                orphan(observed);
            }
        }
        for (String uid : node.host().leftovers()) {
            orphan(ObservedPod.none(uid));
        }
    }

    private void orphan(ObservedPod left) {
        String uid = left.uid();
        if (workers.containsKey(uid)) {
            return;
        }
        log.info(
                "Removing what is left of pod {}/{} ({}), which is not in the API", left.namespace(), left.name(), uid);
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withUid(uid)
                .withNamespace(left.namespace())
                .withName(left.name())
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(gracePeriod(left))
                .endSpec()
                .build();
        PodWorker worker = new PodWorker(pod, true, node, unused -> null, () -> workers.remove(uid));
        if (workers.putIfAbsent(uid, worker) == null) {
            worker.wake();
        }
    }

    /** What the pod's containers were told when they were made. */
    private static @Nullable Long gracePeriod(ObservedPod left) {
        for (ObservedContainer container : left.containers()) {
            String noted = container.annotations().getOrDefault(Labels.POD_GRACE_PERIOD, "");
            if (noted.matches("\\d{1,9}")) {
                return Long.valueOf(noted);
            }
        }
        return null;
    }

    public Collection<PodWorker> all() {
        return workers.values();
    }

    /** Of a pod that the API has; what is left of others has no spec. */
    public Optional<PodWorker> find(String uid) {
        return Optional.ofNullable(workers.get(uid))
                .filter(worker -> worker.pod().getSpec() != null);
    }

    public Optional<PodWorker> find(String namespace, String name) {
        return workers.values().stream()
                .filter(worker -> PodFacts.namespace(worker.pod()).equals(namespace)
                        && PodFacts.name(worker.pod()).equals(name))
                .max(java.util.Comparator.comparing(worker -> !worker.absent()));
    }

    /** Leaves containers as they are. */
    @Override
    public void close() {
        AutoCloseable open = watch;
        if (open != null) {
            try {
                open.close();
            } catch (Exception e) {
                log.warn("The watch of the runtime did not close", e);
            }
        }
        workers.values().forEach(PodWorker::close);
    }
}
