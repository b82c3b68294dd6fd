package dev.quarterdeck.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What informers have told, plus what was decided and is not bound yet. A pod that is assumed counts on its node at once, so the next decision sees it; it is
 * confirmed when the informer shows it bound, or forgotten when the bind fails. Every change makes the next snapshot out of the last one: a pod costs its node and
 * the count of its kind, whatever else there is, and taking a snapshot costs nothing. Thread-safe.
 */
public final class ClusterState {
    private final Numbers<String> nodeSlots = new Numbers<>();
    private final Numbers<PodKind> groupSlots = new Numbers<>();
    private final Map<String, Map<String, PodRequest>> podsByNode = new HashMap<>();
    private final Map<String, String> nodeOfPod = new HashMap<>();
    private final Map<String, String> assumed = new HashMap<>();
    private final ServiceSelectors services = new ServiceSelectors();
    private Slots<NodeSnapshot> nodes = Slots.empty();
    private Slots<PodGroup> groups = Slots.empty();
    private Slots<PodGroup> asking = Slots.empty();
    private Slots<List<PodRequest>> nominated = Slots.empty();
    private final Map<String, Integer> nominations = new HashMap<>();
    private final Workloads workloads = new Workloads();
    private Map<String, Integer> nodesWithImage = Map.of();
    private Map<String, Map<String, String>> namespaces = Map.of();
    private Map<String, DisruptionBudget> budgets = Map.of();
    private Map<String, String> deviceClasses = Map.of();

    public synchronized ClusterSnapshot snapshot() {
        return new ClusterSnapshot(
                nodes,
                groups,
                asking,
                services.byNamespace(),
                workloads,
                nodesWithImage,
                namespaces,
                budgets,
                nominated,
                deviceClasses);
    }

    /** Selectors of workloads: told by informers, read when pods are spread. */
    public Workloads workloads() {
        return workloads;
    }

    public synchronized NodeSnapshot nodeChanged(Node node) {
        String name = node.getMetadata().getName();
        Collection<PodRequest> pods = podsByNode.getOrDefault(name, Map.of()).values();
        int slot = nodeSlots.give(name);
        NodeSnapshot before = nodes.get(slot);
        NodeSnapshot after = NodeSnapshot.of(slot, node, pods);
        nodes = nodes.with(slot, after);
        countImages(
                before == null ? Set.of() : before.imageBytes().keySet(),
                after.imageBytes().keySet());
        if (before == null) {
            pods.forEach(p -> count(p.kind(), slot, 1));
        }
        return after;
    }

    /** A node as it is now; null where there is none of that name. */
    public synchronized @Nullable NodeSnapshot node(String name) {
        Integer slot = nodeSlots.of(name);
        return slot == null ? null : nodes.get(slot);
    }

    /** Pods on it stay known, and count again when a node of that name comes back. */
    public synchronized void nodeGone(String name) {
        Integer slot = nodeSlots.of(name);
        NodeSnapshot before = slot == null ? null : nodes.get(slot);
        if (slot == null || before == null) {
            return;
        }
        before.pods().forEach(p -> count(p.kind(), slot, -1));
        countImages(before.imageBytes().keySet(), Set.of());
        nodes = nodes.with(slot, null);
        List<PodRequest> expected = nominated.get(slot);
        if (expected != null) {
            expected.forEach(p -> nominateNoMore(p.uid()));
        }
        nodeSlots.takeBack(name);
    }

    /** A pod that has a node and has not ended. */
    public synchronized PodRequest podOnNode(Pod pod) {
        assumed.remove(pod.getMetadata().getUid());
        PodRequest request = PodRequest.of(pod);
        put(request, pod.getSpec().getNodeName());
        return request;
    }

    /** A pod that was on a node, and that node as it is without it. */
    public record Left(PodRequest pod, @Nullable NodeSnapshot node) {}

    /** A pod that has ended or is gone; null where it was on no node till now. */
    public synchronized @Nullable Left podGone(String uid) {
        assumed.remove(uid);
        Left nomination = nomination(uid);
        nominateNoMore(uid);
        Left left = take(uid);
        return left == null ? nomination : left;
    }

    /** A pod for which a node was being cleared holds room there, too. */
    private @Nullable Left nomination(String uid) {
        Integer slot = nominations.get(uid);
        List<PodRequest> expected = slot == null ? null : nominated.get(slot);
        if (slot == null || expected == null) {
            return null;
        }
        for (PodRequest pod : expected) {
            if (pod.uid().equals(uid)) {
                return new Left(pod, nodes.get(slot));
            }
        }
        return null;
    }

    public synchronized void assume(PodRequest pod, String node) {
        assumed.put(pod.uid(), node);
        put(pod, node);
    }

    /** The bind failed: the pod is on no node, unless an informer has shown it there meanwhile. Null where it was not taken away. */
    public synchronized @Nullable Left forget(String uid) {
        return assumed.remove(uid) == null ? null : take(uid);
    }

    /** How much is known, for metrics. */
    public synchronized Map<String, Integer> sizes() {
        return Map.of("nodes", nodes.size(), "pods", nodeOfPod.size(), "assumed_pods", assumed.size());
    }

    public synchronized boolean isAssumed(String uid) {
        return assumed.containsKey(uid);
    }

    /** That node is being cleared for the pod: its room is not for less important ones. Ends when the pod gets a node or is gone. */
    public synchronized void nominate(PodRequest pod, String node) {
        nominateNoMore(pod.uid());
        Integer slot = nodeSlots.of(node);
        if (slot != null) {
            List<PodRequest> before = nominated.get(slot);
            List<PodRequest> now = new ArrayList<>(before == null ? List.of() : before);
            now.add(pod);
            nominated = nominated.with(slot, List.copyOf(now));
            nominations.put(pod.uid(), slot);
        }
    }

    private void nominateNoMore(String uid) {
        Integer slot = nominations.remove(uid);
        List<PodRequest> before = slot == null ? null : nominated.get(slot);
        if (slot != null && before != null) {
            List<PodRequest> now =
                    before.stream().filter(p -> !p.uid().equals(uid)).toList();
            nominated = nominated.with(slot, now.isEmpty() ? null : now);
        }
    }

    public synchronized void budgetChanged(PodDisruptionBudget budget, boolean gone) {
        Map<String, DisruptionBudget> changed = new HashMap<>(budgets);
        String name =
                budget.getMetadata().getNamespace() + "/" + budget.getMetadata().getName();
        if (gone) {
            changed.remove(name);
        } else {
            changed.put(name, DisruptionBudget.of(budget));
        }
        budgets = Map.copyOf(changed);
    }

    /** @param classes names of DeviceClasses by the extended resources they stand behind */
    public synchronized void deviceClassesChanged(Map<String, String> classes) {
        deviceClasses = Map.copyOf(classes);
    }

    /** A pod that waits. */
    public PodRequest request(Pod pod) {
        Map<String, String> classes;
        synchronized (this) {
            classes = deviceClasses;
        }
        return PodRequest.of(pod).with(classes);
    }

    public synchronized void namespaceChanged(String name, @Nullable Map<String, String> labels) {
        Map<String, Map<String, String>> changed = new HashMap<>(namespaces);
        if (labels == null) {
            changed.remove(name);
        } else {
            changed.put(name, Map.copyOf(labels));
        }
        namespaces = Map.copyOf(changed);
    }

    public synchronized void serviceChanged(Service service) {
        services.changed(service);
    }

    public synchronized void serviceGone(String namespace, String name) {
        services.gone(namespace, name);
    }

    private void countImages(Set<String> before, Set<String> after) {
        if (before.equals(after)) {
            return;
        }
        Map<String, Integer> changed = new HashMap<>(nodesWithImage);
        before.forEach(image -> changed.merge(image, -1, Integer::sum));
        after.forEach(image -> changed.merge(image, 1, Integer::sum));
        before.forEach(image -> changed.remove(image, 0));
        nodesWithImage = Map.copyOf(changed);
    }

    private void put(PodRequest pod, String node) {
        nominateNoMore(pod.uid());
        take(pod.uid());
        podsByNode.computeIfAbsent(node, n -> new LinkedHashMap<>()).put(pod.uid(), pod);
        nodeOfPod.put(pod.uid(), node);
        podsChanged(node, pod, 1);
    }

    private @Nullable Left take(String uid) {
        String node = nodeOfPod.remove(uid);
        Map<String, PodRequest> pods = node == null ? null : podsByNode.get(node);
        PodRequest pod = pods == null ? null : pods.remove(uid);
        if (node == null || pods == null || pod == null) {
            return null;
        }
        if (pods.isEmpty()) {
            podsByNode.remove(node);
        }
        podsChanged(node, pod, -1);
        return new Left(pod, node(node));
    }

    private void podsChanged(String node, PodRequest pod, int more) {
        Integer slot = nodeSlots.of(node);
        NodeSnapshot known = slot == null ? null : nodes.get(slot);
        if (slot != null && known != null) {
            Collection<PodRequest> now = podsByNode.getOrDefault(node, Map.of()).values();
            boolean came = more > 0 && now.size() == known.pods().size() + 1;
            nodes = nodes.with(slot, came ? known.plus(pod) : known.withPods(now));
            count(pod.kind(), slot, more);
        }
    }

    private void count(PodKind kind, int node, int more) {
        int slot = groupSlots.give(kind);
        PodGroup known = groups.get(slot);
        PodGroup changed = (known == null ? new PodGroup(kind, kind.terms(), NodeCounts.NONE) : known).plus(node, more);
        boolean gone = changed.counts().total() == 0;
        groups = groups.with(slot, gone ? null : changed);
        if (!changed.terms().isEmpty()) {
            asking = asking.with(slot, gone ? null : changed);
        }
        if (gone) {
            groupSlots.takeBack(kind);
        }
    }
}
